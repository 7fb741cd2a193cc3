using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Support;

/// <summary>What a day at each example site is like; a site without an entry lives like a garage.</summary>
internal static class ExampleScenarios
{
    public static Scenario Of(string site) => site switch
    {
        "housing" => new Scenario { Arrivals = ArrivalHabits.Housing },
        "depot" => new Scenario { Arrivals = ArrivalHabits.Depot },
        "business" => new Scenario { Arrivals = ArrivalHabits.Business },
        "v2x-depot" => new Scenario { Arrivals = ArrivalHabits.Depot, Versions = ["2.1"] },
        _ => new Scenario(),
    };

    /// <summary>A stretch that costs a few seconds: the busiest hours of large sites, the whole day of small ones.</summary>
    public static Scenario Short(string site) => site switch
    {
        "housing" => Of(site) with { StartTimeOfDay = TimeSpan.FromHours(18), Duration = TimeSpan.FromHours(4) },
        "depot" or "v2x-depot" => Of(site) with { StartTimeOfDay = TimeSpan.FromHours(17), Duration = TimeSpan.FromHours(6) },
        "garage" => Of(site) with { StartTimeOfDay = TimeSpan.FromHours(7), Duration = TimeSpan.FromHours(5) },
        _ => Of(site),
    };
}
