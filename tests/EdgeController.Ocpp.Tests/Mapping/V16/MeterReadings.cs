using System.Globalization;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Tests.Mapping.V16;

/// <summary>Readings out of 1.6 meter values by way of the message's record: what the controller's one-pass reader is held against.</summary>
internal static class MeterReadings
{
    public static Reading[] Of(IReadOnlyList<MeterValue>? values) =>
    [
        .. from value in values ?? []
           from sample in value?.SampledValue ?? []
           where sample is { Format: null or "Raw" } && Reading.Counts(sample.Location)
           select new Reading(sample.Measurand ?? Reading.DefaultMeasurand, sample.Phase, sample.Unit, Number(sample.Value), Reading.IsOutlet(sample.Location)),
    ];

    private static double? Number(string? value)
    {
        var text = value?.Trim() ?? "";
        text = text.Contains('.', StringComparison.Ordinal) ? text : text.Replace(',', '.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
