using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

/// <summary>Readings out of 2.x meter values by way of the message's record: what the controller's one-pass reader is held against.</summary>
internal static class MeterReadings
{
    public static Reading[] Of(IReadOnlyList<MeterValue?>? values) =>
    [
        .. from value in values ?? []
           from sample in value?.SampledValue ?? []
           where sample is not null && Reading.Counts(sample.Location)
           select new Reading(sample.Measurand ?? Reading.DefaultMeasurand, sample.Phase, sample.UnitOfMeasure?.Unit, Number(sample), Reading.IsOutlet(sample.Location)),
    ];

    private static double? Number(SampledValue sample) => sample.UnitOfMeasure?.Multiplier switch
    {
        null => sample.Value,
        >= -12 and <= 12 and var power => sample.Value * Math.Pow(10, power),
        _ => null,
    };
}
