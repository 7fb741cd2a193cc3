using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What PV arrays and batteries on and below a circuit feed in, in amperes per phase: as their own fresh meters show, else at most.</summary>
internal static class Generation
{
    /// <summary>Of the resources whose own meter is fresh.</summary>
    public static PerPhase<double> Measured(SiteSnapshot snapshot, int circuit, Instant now) => Sum(snapshot, circuit, now, measured: true);

    /// <summary>The most that the others can feed in.</summary>
    public static PerPhase<double> Unmeasured(SiteSnapshot snapshot, int circuit, Instant now) => Sum(snapshot, circuit, now, measured: false);

    /// <summary>What vehicles are told to give back beyond what they are measured to, in watts; a negative control counts it.</summary>
    public static double Promised(SiteSnapshot snapshot, int circuit, Instant now)
    {
        var sum = 0.0;
        foreach (var index in snapshot.Index.ResourcesUnder[circuit])
        {
            if (snapshot.Resources[index].InForce(now) is { GivesBack: true } order && snapshot.Site.Resources[index].Kind == ResourceKind.Vehicle)
            {
                sum += Math.Max(0, Math.Min(0, snapshot.Resources[index].Power?.Value ?? 0) - order.Power!.Value.Value);
            }
        }

        return sum;
    }

    /// <summary>What they draw less what they feed in, summed over the phases, as their own fresh meters show; only those are in it.</summary>
    public static double Net(SiteSnapshot snapshot, int circuit, Instant now)
    {
        var sum = 0.0;
        foreach (var index in snapshot.Index.ResourcesUnder[circuit])
        {
            var resource = snapshot.Site.Resources[index];
            if (Fresh(snapshot, resource, now) is { } known)
            {
                var amps = (known.L1 + known.L2 + known.L3).Value;
                sum += resource.Kind == ResourceKind.Pv ? -Math.Abs(amps) : amps;
            }
        }

        return sum;
    }

    private static PerPhase<double> Sum(SiteSnapshot snapshot, int circuit, Instant now, bool measured)
    {
        var sum = PerPhase.All(0.0);
        foreach (var index in snapshot.Index.ResourcesUnder[circuit])
        {
            var resource = snapshot.Site.Resources[index];
            var current = Fresh(snapshot, resource, now);
            if (current is null == measured)
            {
                continue;
            }

            if (resource.Kind == ResourceKind.Vehicle && current is null && snapshot.Resources[index].InForce(now) is null)
            {
                // A vehicle gives only by an order, and that has ended by itself.
                continue;
            }

            var most = resource.MaxCurrent(snapshot.Site.NominalVoltage);
            foreach (var phase in PerPhase.Each)
            {
                sum = sum.With(phase, sum[phase] + (current is { } known ? FedIn(resource.Kind, known[phase].Value) : most[phase].Value));
            }
        }

        return sum;
    }

    private static PerPhase<Amperes>? Fresh(SiteSnapshot snapshot, EnergyResource resource, Instant now) =>
        resource.Kind == ResourceKind.Vehicle ? snapshot.Resources[resource.Index] is { MeasuredAt: { } at } state && now - at < EvseSample.TooOld ? state.Current : null
        : resource.Meter is { } meter && MeterQuality.Judge(snapshot.Site.Meters[meter], snapshot.Meters[meter], snapshot.Site.Staleness, now) == ControlMode.Normal
            ? snapshot.Resources[resource.Index].Current
            : null;

    /// <summary>PV never draws, so that its meter may be mounted in either direction.</summary>
    private static double FedIn(ResourceKind kind, double amps) => kind == ResourceKind.Pv ? Math.Abs(amps) : Math.Max(0, -amps);
}
