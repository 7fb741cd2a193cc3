using System.Globalization;
using System.Text;
using EdgeController.Benchmarks.Decisions;
using EdgeController.Benchmarks.Harness;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Benchmarks.Relay;

/// <summary>The machine of one station alone, without sockets: what a call of the station and the answer of its back end cost in it.</summary>
internal static class LinkBench
{
    private const int Warm = 20_000;
    private const int Pairs = 50_000;
    private const string Group = "link";

    private static readonly (string Name, string Version, string Action, string Payload)[] Calls =
    [
        ("1.6 MeterValues", "1.6", "MeterValues", Caller.MeterValues("2030-01-01T00:00:00.000Z")),
        ("1.6 Heartbeat", "1.6", "Heartbeat", "{}"),
        (
            "2.0.1 TransactionEvent", "2.0.1", "TransactionEvent",
            """{"eventType":"Updated","timestamp":"2030-01-01T00:00:00.000Z","triggerReason":"MeterValuePeriodic","seqNo":7,"transactionInfo":{"transactionId":"4d1c8a52","chargingState":"Charging"},"evse":{"id":1,"connectorId":1},"meterValue":[{"timestamp":"2030-01-01T00:00:00.000Z","sampledValue":[{"value":6.0,"context":"Sample.Periodic","measurand":"Current.Import","phase":"L1","unitOfMeasure":{"unit":"A"}},{"value":6.0,"context":"Sample.Periodic","measurand":"Current.Import","phase":"L2","unitOfMeasure":{"unit":"A"}},{"value":6.0,"context":"Sample.Periodic","measurand":"Current.Import","phase":"L3","unitOfMeasure":{"unit":"A"}}]}]}"""),
    ];

    public static void Run(Figures figures)
    {
        foreach (var (name, version, action, payload) in Calls)
        {
            var link = Open(version);
            var outputs = new List<LinkOutput>();
            var (calls, answers) = Frames(action, payload);
            Exchange(link, outputs, calls, answers, Warm);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = TimeProvider.System.GetTimestamp();
            Exchange(link, outputs, calls, answers, Pairs);
            var took = TimeProvider.System.GetElapsedTime(began);
            figures.Add(Group, $"link alone, {name}: allocated by a call and its answer", (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Pairs, "B");
            figures.Add(Group, $"link alone, {name}: time of a call and its answer", took.TotalMicroseconds / Pairs, "us");
        }
    }

    private static StationLink Open(string version)
    {
        var site = GeneratedSite.Of(1, feederMeters: false, csms: new Uri("ws://127.0.0.1/ocpp"));
        var link = new StationLink(site.Stations[0], site, new StationLinkOptions(), MessageIdSource.Secure, new Random(1), now => DateTimeOffset.UnixEpoch + now.SinceStart);
        link.Step(new StationOpened(version), At(0), []);
        link.Step(new CsmsOpened(), At(0), []);
        return link;
    }

    private static (byte[][] Calls, byte[][] Answers) Frames(string action, string payload)
    {
        var ids = Enumerable.Range(0, 1000).Select(i => i.ToString("000000", CultureInfo.InvariantCulture)).ToArray();
        return (
            [.. ids.Select(id => Encoding.UTF8.GetBytes($"[2,\"{id}\",\"{action}\",{payload}]"))],
            [.. ids.Select(id => Encoding.UTF8.GetBytes($"[3,\"{id}\",{{}}]"))]);
    }

    private static void Exchange(StationLink link, List<LinkOutput> outputs, byte[][] calls, byte[][] answers, int pairs)
    {
        for (var i = 0; i < pairs; i++)
        {
            outputs.Clear();
            link.Step(new StationMessage(calls[i % calls.Length]), At(i), outputs);
            outputs.Clear();
            link.Step(new CsmsMessage(answers[i % answers.Length]), At(i), outputs);
        }
    }

    /// <summary>A thousand pairs a second, so that nothing times out.</summary>
    private static Instant At(int pair) => new(TimeSpan.FromMilliseconds(pair));
}
