using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>What PV inverters may feed in so that what leaves each circuit stays within its breaker and its export limit.</summary>
internal sealed class PvSteps(SiteIndex index, Grid grid, GuardOptions options)
{
    /// <summary>Part of the inverters' power, and of the limit, that is kept from an export limit: between two readings clouds part.</summary>
    private const double BelowLimit = 0.015;

    /// <summary>Part of what is free that one tick gives; what is over is taken at once.</summary>
    private const double Rise = 0.4;

    private readonly double[] _caps = new double[index.Site.Resources.Length];
    private readonly Reason[] _why = new Reason[index.Site.Resources.Length];
    private static readonly Reason NothingToHold = new(ReasonCode.FeedsFreely);

    /// <summary>The circuits that have something to hold: those with an export limit, and all whose breaker PV could overload.</summary>
    private readonly int[] _circuits =
        [.. index.Site.Circuits.Where(circuit => circuit.Meter is not null && index.ResourcesUnder[circuit.Index].Any(r => IsSteered(index.Site.Resources[r]))).Select(circuit => circuit.Index)];

    public static bool IsSteered(EnergyResource resource) => resource is { Kind: ResourceKind.Pv, Control: not null };

    /// <summary>Works out all of them; <see cref="Decide"/> then tells each.</summary>
    public void Share(SiteSnapshot snapshot, ReadOnlySpan<double> powers)
    {
        Array.Fill(_caps, double.PositiveInfinity);
        Array.Fill(_why, NothingToHold);
        foreach (var c in options.Without.HasFlag(Protections.ExportLimit) ? [] : _circuits)
        {
            var circuit = index.Site.Circuits[c];
            var (rating, feeds, wired) = (0.0, 0.0, Phases.None);
            foreach (var r in index.ResourcesUnder[c])
            {
                if (IsSteered(index.Site.Resources[r]))
                {
                    rating += index.Site.Resources[r].Max.Value;
                    feeds += double.IsNaN(powers[r]) ? 0 : Math.Abs(powers[r]);
                    wired |= index.Site.Resources[r].Wired;
                }
            }

            var below = BelowLimit * (rating + (circuit.ExportLimit?.Value ?? 0));
            var (room, byLimit) = grid.Export(snapshot, circuit, wired, below);
            var allowed = Math.Max(0, feeds + (room > 0 ? Math.Max(room * Rise, room - (rating * Rise)) : room));
            foreach (var r in index.ResourcesUnder[c])
            {
                var part = allowed * index.Site.Resources[r].Max.Value / rating;
                if (IsSteered(index.Site.Resources[r]) && part < Math.Min(_caps[r], index.Site.Resources[r].Max.Value))
                {
                    (_caps[r], _why[r]) = (part, Grid.Outwards(circuit, byLimit));
                }
            }
        }
    }

    /// <summary>True where the inverter is held back, so that there may be more sun than shows.</summary>
    public bool HoldsBack(int resource, double power) => _caps[resource] < index.Site.Resources[resource].Max.Value && Math.Abs(power) > _caps[resource] * 0.8;

    public ResourceSetpoint Decide(EnergyResource pv)
    {
        var limited = index.Site.Circuits[pv.Circuit].PathToRoot.Any(c => index.Site.Circuits[c].ExportLimit is not null);
        if (double.IsPositiveInfinity(_caps[pv.Index]) && !limited)
        {
            return new ResourceSetpoint(pv.Index, new ResourceOrder(pv.Index, null, null, pv.Control!.Reverts), NothingToHold);
        }

        var cap = Math.Min(_caps[pv.Index], pv.Max.Value);
        var order = new ResourceOrder(pv.Index, null, new Watts(Math.Floor(cap / 10) * 10), pv.Control!.Reverts) { RevertsTo = FallsTo(pv) };
        return new ResourceSetpoint(pv.Index, order, _why[pv.Index]);
    }

    /// <summary>
    /// What it is told while nobody sees what flows: nothing, or its part of an export limit with no load at all. That can only hold it back,
    /// and an inverter that forgets its order feeds in freely.
    /// </summary>
    public ResourceOrder? WithoutSight(EnergyResource pv) => options.Without.HasFlag(Protections.StandingExport) || FallsTo(pv) is not { } part
        ? null
        : new ResourceOrder(pv.Index, null, new Watts(Math.Floor(part.Value / 10) * 10), pv.Control!.Reverts) { RevertsTo = part };

    /// <summary>What it may feed in with nobody in control and no load at all: its part of what the tightest limit leaves beside what nobody steers.</summary>
    private Watts? FallsTo(EnergyResource pv)
    {
        Watts? least = null;
        foreach (var c in index.Site.Circuits[pv.Circuit].PathToRoot)
        {
            if (index.Site.Circuits[c].ExportLimit is { } limit)
            {
                var others = index.ResourcesUnder[c].Where(r => !IsSteered(index.Site.Resources[r])).Sum(r => index.Site.Resources[r].Max.Value);
                var steered = index.ResourcesUnder[c].Where(r => IsSteered(index.Site.Resources[r])).Sum(r => index.Site.Resources[r].Max.Value);
                var part = new Watts(Math.Max(0, limit.Value - others) * pv.Max.Value / steered);
                least = least is { } lower ? Watts.Min(lower, part) : part;
            }
        }

        return least;
    }
}
