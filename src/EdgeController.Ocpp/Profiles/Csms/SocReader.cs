using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Reads the state of charge out of meter values, for profiles that limit by it (2.1 limitAtSoC).</summary>
internal static class SocReader
{
    public static void Read(OcppFrame call, ProfileScope scope)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (scope.Is16 || action is not ("MeterValues" or "TransactionEvent"))
        {
            return;
        }

        if (action == "MeterValues")
        {
            var message = PayloadReader.Read(payload, V201Json.Default.MeterValuesRequest);
            Take(message?.EvseId, message?.MeterValue, scope);
            return;
        }

        var happened = PayloadReader.Read(payload, V201Json.Default.TransactionEventRequest);
        var evse = happened?.Evse?.Id ?? scope.Evses.FirstOrDefault(number => scope.Transactions.On(number) == happened?.TransactionInfo?.TransactionId);
        Take(evse, happened?.MeterValue, scope);
    }

    private static void Take(int? evse, IReadOnlyList<MeterValue?>? values, ProfileScope scope)
    {
        var soc = values?.SelectMany(value => value?.SampledValue ?? []).LastOrDefault(sample => sample?.Measurand == "SoC")?.Value;
        if (evse is > 0 and var number && soc is >= 0 and <= 100)
        {
            scope.Charged(number, soc);
        }
    }
}
