namespace EdgeController.Simulator.World;

/// <summary>Who comes when, and hungry for how much, at kinds of places other than a garage.</summary>
public static class ArrivalHabits
{
    /// <summary>Residents: most come home between five and nine and leave in the morning, some are there by day; four in ten charge on one phase.</summary>
    public static ArrivalParameters Housing { get; } = new()
    {
        Waves = [new(0.15, 9, 15, 15.5, 18), new(0.7, 16, 22, 29.5, 33)],
        ThreePhaseShare = 0.5,
        TwoPhaseShare = 0.1,
        LeastKwh = 4,
        MostKwh = 25,
        RequestDraws = 1,
    };

    /// <summary>Buses and vans that come in between five and ten in the evening and leave about half past four to six; some come in at noon.</summary>
    public static ArrivalParameters Depot { get; } = new()
    {
        Waves = [new(0.3, 10.5, 13, 13, 15), new(0.95, 17, 22, 28.5, 30)],
        ThreePhaseShare = 0.9,
        TwoPhaseShare = 0,
        LeastKwh = 20,
        MostKwh = 70,
        DcLeastKwh = 120,
        DcMostKwh = 340,
        LateSleeperShare = 0.02,
    };

    /// <summary>Staff from the morning to the evening, visitors for an hour or two between.</summary>
    public static ArrivalParameters Business { get; } = new()
    {
        Waves = [new(0.9, 6.5, 9, 15, 18), new(0.5, 9.5, 14, 10.5, 17), new(0.3, 18.5, 20, 30, 31)],
        LeastKwh = 10,
        MostKwh = 45,
        RequestDraws = 2,
    };
}
