using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>What a 2.x station says, for a <see cref="LinkRig"/>; the CSMS answers where it is there.</summary>
internal static class V2xRig
{
    private static int _sequence;

    public static LinkRig Say(this LinkRig rig, string action, string payload, string answer = "{}")
    {
        var id = $"v{Interlocked.Increment(ref _sequence)}";
        rig.FromStation($"""[2,"{id}","{action}",{payload}]""");
        return rig.Link.Csms == CsmsLinkState.Open ? rig.FromCsms($"""[3,"{id}",{answer}]""") : rig;
    }

    public static LinkRig Connector(this LinkRig rig, string word, int evse = 1, int connector = 1, TimeSpan off = default) => rig.Say(
        "StatusNotification",
        $$"""{"timestamp":"{{rig.Wall + off:O}}","connectorStatus":"{{word}}","evseId":{{evse}},"connectorId":{{connector}}}""");

    /// <summary>A TransactionEvent; <paramref name="more"/> and <paramref name="info"/> are further fields, each with its comma before it.</summary>
    public static LinkRig Event(this LinkRig rig, string type, string more = "", string info = "", string id = "T-1", TimeSpan off = default) => rig.Say(
        "TransactionEvent",
        $$$"""{"eventType":"{{{type}}}","timestamp":"{{{rig.Wall + off:O}}}","triggerReason":"MeterValuePeriodic","seqNo":0,"transactionInfo":{"transactionId":"{{{id}}}"{{{info}}}}{{{more}}}}""");

    /// <summary>The field of meter values with those samples, stamped now.</summary>
    public static string Values(this LinkRig rig, string samples, TimeSpan off = default) =>
        $$""","meterValue":[{"timestamp":"{{rig.Wall + off:O}}","sampledValue":[{{samples}}]}]""";

    public static LinkRig Start(this LinkRig rig, string id = "T-1", int evse = 1) => rig.Event(
        "Started", $$$""","evse":{"id":{{{evse}}},"connectorId":1},"idToken":{"idToken":"CARD","type":"ISO14443"}""", ",\"chargingState\":\"EVConnected\"", id);

    /// <summary>Answers questions about variables, the unknown ones too, until none waits.</summary>
    public static LinkRig Variables(this LinkRig rig, params (string Name, string Value)[] known)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        while (rig.Outputs.OfType<ToStation>().Select(output => OcppFrameParser.Parse(output.Utf8, FrameLimits.Default).Frame!)
            .FirstOrDefault(frame => frame.Action == "GetVariables" && answered.Add(frame.MessageId)) is { } question)
        {
            var text = System.Text.Encoding.UTF8.GetString(question.Payload.Span);
            var value = known.FirstOrDefault(one => text.Contains($"\"{one.Name}\"", StringComparison.Ordinal)).Value;
            var name = value is null ? "x" : known.First(one => one.Value == value && text.Contains($"\"{one.Name}\"", StringComparison.Ordinal)).Name;
            var result = value is null ? "\"attributeStatus\":\"UnknownVariable\"" : $"\"attributeStatus\":\"Accepted\",\"attributeValue\":\"{value}\"";
            rig.FromStation($$$"""[3,"{{{question.MessageId}}}",{"getVariableResult":[{{{{result}}},"component":{"name":"SmartChargingCtrlr"},"variable":{"name":"{{{name}}}"}}]}]""");
        }

        return rig;
    }

    /// <summary>All that a lease needs: fallback, clock, transaction; outputs forgotten.</summary>
    public static LinkRig Ready2(this LinkRig rig, string version) =>
        rig.WithFallback(version).Variables().Connector("Occupied").Wait(12).Start().Forget();
}
