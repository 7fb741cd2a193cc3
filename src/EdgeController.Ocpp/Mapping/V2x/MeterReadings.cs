using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>Readings out of the meter values of 2.0.1 and 2.1: numbers with a power of ten. The plain value counts beside a signed one.</summary>
public static class MeterReadings
{
    private const int LargestPower = 12;

    public static IReadOnlyList<Reading> Of(IReadOnlyList<MeterValue?>? values)
    {
        var readings = new List<Reading>(values is { Count: > 0 } ? values[0]?.SampledValue?.Count ?? 0 : 0);
        for (var v = 0; v < values?.Count; v++)
        {
            var samples = values[v]?.SampledValue;
            for (var s = 0; s < samples?.Count; s++)
            {
                if (samples[s] is { } sample && Reading.Counts(sample.Location))
                {
                    readings.Add(new Reading(
                        sample.Measurand ?? Reading.DefaultMeasurand, sample.Phase, sample.UnitOfMeasure?.Unit, Number(sample), Reading.IsOutlet(sample.Location)));
                }
            }
        }

        return readings;
    }

    private static double? Number(SampledValue sample) => sample.UnitOfMeasure?.Multiplier switch
    {
        null => sample.Value,
        >= -LargestPower and <= LargestPower and var power => sample.Value * Math.Pow(10, power),
        _ => null,
    };
}
