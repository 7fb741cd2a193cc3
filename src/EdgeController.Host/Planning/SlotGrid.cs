using System.Collections.Immutable;

namespace EdgeController.Host.Planning;

/// <summary>The slots of a plan: 5 minutes for the first hour, quarters for the first day, hours beyond it, all on the clock's multiples.</summary>
internal static class SlotGrid
{
    public static readonly TimeSpan Fine = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>A day, or longer where a vehicle stays longer; never more than two.</summary>
    public static ImmutableArray<TimeSpan> Until(DateTimeOffset start, DateTimeOffset end)
    {
        var slots = ImmutableArray.CreateBuilder<TimeSpan>();
        var least = start + TimeSpan.FromHours(24);
        var last = end < least ? least : end > start + TimeSpan.FromHours(48) ? start + TimeSpan.FromHours(48) : end;
        for (var at = start; at < last;)
        {
            var length = at - start < Hour || !IsOn(at, Quarter) ? Fine : at - start < TimeSpan.FromHours(24) || !IsOn(at, Hour) ? Quarter : Hour;
            var next = Up(at, length);
            next = next - at < Shortest ? next + length : next;
            slots.Add(next - at);
            at = next;
        }

        return slots.ToImmutable();
    }

    private static bool IsOn(DateTimeOffset at, TimeSpan step) => at.UtcTicks % step.Ticks == 0;

    private static DateTimeOffset Up(DateTimeOffset at, TimeSpan step) => new(((at.UtcTicks / step.Ticks) + 1) * step.Ticks, TimeSpan.Zero);
}
