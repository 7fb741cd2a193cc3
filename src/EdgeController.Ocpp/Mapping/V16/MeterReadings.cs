using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Readings out of 1.6 meter values (section 7.43 has the defaults); signed ones are not read.</summary>
public static class MeterReadings
{
    public static IReadOnlyList<Reading> Of(IReadOnlyList<MeterValue>? values)
    {
        var readings = new List<Reading>(values is { Count: > 0 } ? values[0]?.SampledValue?.Count ?? 0 : 0);
        for (var v = 0; v < values?.Count; v++)
        {
            var samples = values[v]?.SampledValue;
            for (var s = 0; s < samples?.Count; s++)
            {
                if (samples[s] is { Format: null or "Raw" } sample && Reading.Counts(sample.Location))
                {
                    readings.Add(new Reading(
                        sample.Measurand ?? Reading.DefaultMeasurand, sample.Phase, sample.Unit, Quantity.Parse(sample.Value), Reading.IsOutlet(sample.Location)));
                }
            }
        }

        return readings;
    }
}
