using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Readings out of 1.6 meter values (section 7.43 has the defaults); signed ones are not read.</summary>
public static class MeterReadings
{
    public static IEnumerable<Reading> Of(IReadOnlyList<MeterValue>? values) =>
        from value in values ?? []
        where value?.SampledValue is not null
        from sample in value.SampledValue!
        where sample is not null && sample.Format is null or "Raw" && Reading.Counts(sample.Location)
        select new Reading(
            sample.Measurand ?? Reading.DefaultMeasurand, sample.Phase, sample.Unit, Quantity.Parse(sample.Value), Reading.IsOutlet(sample.Location));
}
