using EdgeController.Simulator.Vehicles;

namespace EdgeController.Scenarios.Comparison;

/// <summary>Sites of one or two rows whose schedules are found by hand: periods of an hour, one kilowatt an ampere, vehicles that draw what they are offered.</summary>
internal static class SmallSite
{
    public static SitePeriods Create(int hours, double amps, params Visit[] visits) => Create([amps], hours, visits);

    public static SitePeriods Create(double[] rows, int hours, params Visit[] visits) =>
        new(TimeSpan.FromHours(1), [.. visits], [.. Enumerable.Repeat(rows, hours)]);

    public static Visit Visit(double arrival, double departure, double kwh, double amps, double sleepsHours = 0, int[]? rows = null) => new()
    {
        Arrival = TimeSpan.FromHours(arrival),
        Departure = TimeSpan.FromHours(departure),
        Vehicle = new VehicleTraits
        {
            Phases = 3,
            MaxAmps = amps,
            RequestedWattHours = kwh * 1000,
            UnderDrawAmps = 0,
            SleepsFor = double.IsInfinity(sleepsHours) ? TimeSpan.MaxValue : TimeSpan.FromHours(sleepsHours),
        },
        StationAmps = 100,
        KwPerAmp = 1,
        Rows = [.. (rows ?? [0]).Select(row => new RowPart(row, 1))],
    };
}
