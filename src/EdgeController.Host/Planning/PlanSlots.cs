using System.Collections.Immutable;

namespace EdgeController.Host.Planning;

/// <summary>The slots of a plan: 5 minutes for the first hour, quarters for eight, hours to the end, all aligned to the clock.</summary>
internal static class PlanSlots
{
    private static readonly TimeSpan Length = TimeSpan.FromHours(24);

    /// <summary>The beginning of the 5 minutes that the instant falls into.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset wall) => wall.AddTicks(-(wall.UtcTicks % TimeSpan.FromMinutes(5).Ticks));

    public static ImmutableArray<TimeSpan> From(DateTimeOffset start)
    {
        var slots = ImmutableArray.CreateBuilder<TimeSpan>();
        var at = start;
        while (at - start < Length)
        {
            var minutes = at - start < TimeSpan.FromHours(1) || !IsAligned(at, 15) ? 5 : at - start < TimeSpan.FromHours(8) || !IsAligned(at, 60) ? 15 : 60;
            slots.Add(TimeSpan.FromMinutes(minutes));
            at = at.AddMinutes(minutes);
        }

        return slots.ToImmutable();
    }

    private static bool IsAligned(DateTimeOffset at, int minutes) => at.UtcTicks % TimeSpan.FromMinutes(minutes).Ticks == 0;
}
