using System.Collections.Immutable;
using EdgeController.Core.Topology;

namespace EdgeController.Drivers.SunSpec;

/// <summary>Words orders in the models that a device has: 704 before 124 for batteries, 704 before 123 for PV. Percentages are cut off towards zero.</summary>
public static class SteeringFrames
{
    /// <summary>The model that such a device would be steered by; null where it has none.</summary>
    public static int? ModelFor(SunSpecImage image, ResourceKind kind) =>
        kind == ResourceKind.Battery ? (CanSetPower(image) ? 704 : Has(image, 124)) : Has(image, 704) ?? Has(image, 123);

    /// <summary>The order in registers; null where the device does not tell what its numbers mean.</summary>
    public static SteeringFrame? For(SunSpecImage image, int model, ResourceOrder order)
    {
        var ratings = SunSpecRatings.Of(image);
        return (model, order.Power) switch
        {
            (704, { } power) => SetPower(image, -power.Value, order.Reverts),
            (704, null) => Percent(ratings, order) is { } share ? LimitBy704(image, share, order.RevertsTo is { } to ? to.Value / ratings.MaxWatts!.Value * 100 : null, order.Reverts) : null,
            (124, { } power) => StoreBy124(image, ratings, power.Value, order.Reverts),
            (123, null) => Percent(ratings, order) is { } limit ? LimitBy123(image, limit, order.Reverts) : null,
            _ => null,
        };
    }

    /// <summary>An order that changes nothing, to see whether the device lets go of it.</summary>
    public static SteeringFrame? Harmless(SunSpecImage image, int model, ResourceKind kind, double feedsIn, TimeSpan reverts) => (model, kind) switch
    {
        (704, ResourceKind.Battery) => SetPower(image, feedsIn, reverts),
        (704, _) => LimitBy704(image, image[704, "WMaxLimPctEna"] == 1 ? image[704, "WMaxLimPct"] ?? 100 : 100, null, reverts),
        (124, _) => StoreBy124(image, 100, 100, reverts),
        (123, _) => LimitBy123(image, image[123, "WMaxLim_Ena"] == 1 ? image[123, "WMaxLimPct"] ?? 100 : 100, reverts),
        _ => null,
    };

    private static bool CanSetPower(SunSpecImage image) => image.Find(704) is not null && image[704, "WSet"] is not null && image[704, "WSetRvrtTms"] is not null;

    private static int? Has(SunSpecImage image, int model) => image.Find(model) is null ? null : model;

    private static double? Percent(SunSpecRatings ratings, ResourceOrder order) =>
        ratings.MaxWatts is > 0 and var rating ? Math.Clamp((order.FeedInAtMost?.Value ?? rating) / rating * 100, 0, 100) : null;

    private static double? Share(double watts, double? most) => most is > 0 and var rating ? Math.Clamp(watts / rating * 100, -100, 100) : null;

    /// <summary>One power: the rate of its direction, and as much with the opposite sign in the other, by what each is a percentage of. The second never asks for more than the first allows.</summary>
    private static SteeringFrame? StoreBy124(SunSpecImage image, SunSpecRatings ratings, double watts, TimeSpan reverts)
    {
        var (into, outOf) = (image[124, "WChaMax"], DischargeBase(image, ratings));
        var charges = watts >= 0;
        if (Share(Math.Abs(watts), charges ? into : outOf) is not { } share || Word(image, 124, "OutWRte", share) is not { } most || image[124, "InOutWRte_SF"] is not { } scale)
        {
            return null;
        }

        var least = (short)most * Math.Pow(10, scale) / 100 * (charges ? into : outOf)!.Value;
        return Share(-least, charges ? outOf : into) is { } other ? charges ? StoreBy124(image, other, share, reverts) : StoreBy124(image, share, other, reverts) : null;
    }

    /// <summary>
    /// What OutWRte is a percentage of: the highest discharging power (WDisChaMax in the model's definition, which has no such point: MaxDisChaRte of 120 and its successors).
    /// Fronius counts both directions in WChaMax, and so does what tells no other.
    /// </summary>
    private static double? DischargeBase(SunSpecImage image, SunSpecRatings ratings)
    {
        var told = image.Text(1, "Mn").StartsWith("Fronius", StringComparison.OrdinalIgnoreCase) ? null : image[120, "MaxDisChaRte"] ?? ratings.DischargeWatts;
        return told is > 0 ? told : image[124, "WChaMax"];
    }

    /// <summary>A window of discharge and charge rates.</summary>
    private static SteeringFrame? StoreBy124(SunSpecImage image, double discharge, double charge, TimeSpan reverts)
    {
        var (at, seconds) = (image.Find(124)!.Value.Address, Seconds(reverts));
        return Word(image, 124, "OutWRte", discharge) is { } most && Word(image, 124, "InWRte", charge) is { } into
            ? new SteeringFrame([new(at + 12, [most, into, 0, (ushort)seconds, 0])], new(at + 5, [3]), at + 15, 1, seconds, null)
            : null;
    }

    private static SteeringFrame? LimitBy123(SunSpecImage image, double percent, TimeSpan reverts)
    {
        var (at, seconds) = (image.Find(123)!.Value.Address, Seconds(reverts));
        return Word(image, 123, "WMaxLimPct", percent) is { } limit
            ? new SteeringFrame([new(at + 5, [limit, 0, (ushort)seconds, 0])], new(at + 9, [1]), at + 7, 1, seconds, null)
            : null;
    }

    private static SteeringFrame? LimitBy704(SunSpecImage image, double percent, double? fallTo, TimeSpan reverts)
    {
        var (at, seconds) = (image.Find(704)!.Value.Address, Seconds(reverts));
        return Word(image, 704, "WMaxLimPct", percent) is { } limit && Word(image, 704, "WMaxLimPct", Math.Clamp(fallTo ?? 100, 0, 100)) is { } falls
            ? new SteeringFrame([new(at + 15, [limit, falls, (ushort)(fallTo is null ? 0 : 1), 0, (ushort)seconds])], new(at + 14, [1]), at + 18, 2, seconds, at + 20)
            : null;
    }

    /// <summary>In watts (mode 1), positive into the grid; what it is in percent is left as it stands.</summary>
    private static SteeringFrame? SetPower(SunSpecImage image, double feedsIn, TimeSpan reverts)
    {
        if (image.Find(704) is not { } block || SunSpecNumber.Encode(image.Blocks[block].AsSpan(), SunSpecModels.Find(704, "WSet")!, feedsIn) is not { } watts)
        {
            return null;
        }

        var (at, seconds) = (block.Address, Seconds(reverts));
        return new SteeringFrame([new(at + 23, [1, watts[0], watts[1]]), new(at + 30, [0, 0, (ushort)seconds])], new(at + 22, [1]), at + 31, 2, seconds, at + 33);
    }

    private static ushort? Word(SunSpecImage image, int model, string point, double value) =>
        SunSpecNumber.Encode(image.Blocks[image.Find(model)!.Value].AsSpan(), SunSpecModels.Find(model, point)!, value) is { } words ? words[0] : null;

    private static int Seconds(TimeSpan reverts) => (int)Math.Clamp(Math.Ceiling(reverts.TotalSeconds), 1, 3600);
}
