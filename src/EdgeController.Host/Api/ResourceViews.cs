using EdgeController.Core.Control;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>PV arrays and batteries as the API shows them, and what is wrong with them.</summary>
internal static class ResourceViews
{
    /// <summary>Off its order for so long is worth a word.</summary>
    private static readonly TimeSpan NotFollowing = TimeSpan.FromSeconds(15);

    public static ResourceView Of(SitePicture picture, EnergyResource resource, Instant now)
    {
        var (snapshot, site) = (picture.Snapshot, picture.Snapshot.Site);
        var fresh = resource.Kind == ResourceKind.Vehicle ? snapshot.Resources[resource.Index].MeasuredAt is { } at && now - at < EvseSample.TooOld : resource.Meter is { } meter && MeterQuality.Judge(site.Meters[meter], snapshot.Meters[meter], site.Staleness, now) == ControlMode.Normal;
        var state = snapshot.Resources[resource.Index];
        var watts = state.Power?.Value ?? (state.Current is { } current ? (current.L1 + current.L2 + current.L3).Value * site.NominalVoltage.Value : null);
        return new ResourceView(
            resource.Id,
            resource.Kind switch { ResourceKind.Pv => "pv", ResourceKind.Vehicle => "vehicle", _ => "battery" },
            site.Circuits[resource.Circuit].Id.Value,
            resource.Meter is { } index ? site.Meters[index].Id.Value : null,
            fresh && watts is { } known ? Round(known / 1000) : null,
            Round(resource.Max.Value / 1000))
        {
            SocPercent = state.StateOfCharge is { } charge ? Round(charge * 100) : null,
            Steering = resource.Control is null && resource.Kind != ResourceKind.Vehicle ? null : Steering(picture, resource, state, now),
        };
    }

    /// <summary>What a person should look at.</summary>
    public static IEnumerable<(string Code, string Subject, string Sentence)> Alarms(SitePicture picture)
    {
        var (snapshot, now) = (picture.Snapshot, picture.Decision.At);
        foreach (var resource in snapshot.Site.Resources.Where(resource => resource.Control is not null || resource.Kind == ResourceKind.Vehicle))
        {
            var state = snapshot.Resources[resource.Index];
            var why = state.Problem ?? "it does not answer";
            if (state.Steering is SteeringState.NoReversion or SteeringState.WrongEcho or SteeringState.Unreachable)
            {
                var code = state.Steering == SteeringState.NoReversion ? "no-reversion" : state.Steering == SteeringState.WrongEcho ? "wrong-echo" : "resource-unreachable";
                yield return (code, resource.Id, $"{resource.Id} is not commanded and goes on by itself: {why}");
            }
            else if (state.NotFollowingSince is { } since && now - since >= NotFollowing)
            {
                yield return ("resource-not-following", resource.Id, $"{resource.Id} does not do what it is told; what it does is counted as measured");
            }
        }

        foreach (var circuit in snapshot.Site.Circuits.Where(circuit => circuit.ExportLimit is not null))
        {
            var below = snapshot.Index.ResourcesUnder[circuit.Index].Select(index => snapshot.Site.Resources[index]).ToArray();
            var free = below.Where(one => snapshot.Resources[one.Index].RevertsFreely).Select(one => one.Id).ToArray();
            if (free.Length > 0 && ExportAlone.Highest(below, circuit, one => !free.Contains(one.Id)) is var alone && ExportAlone.Exceeds(alone, circuit))
            {
                var sentence = FormattableString.Invariant(
                    $"{string.Join(", ", free)}: feeds in freely without the controller; up to {alone.Value / 1000:0.#} kW leave {circuit.Id}, more than its {circuit.ExportLimit!.Value.Value / 1000:0.#} kW");
                yield return ("export-unguarded", circuit.Id.Value, $"{sentence}; set a permanent limit in the inverter and write it as own_limit");
            }
        }

        foreach (var circuit in snapshot.Site.Circuits)
        {
            if (circuit.ExportLimit is { } limit && snapshot.Circuits[circuit.Index].DrawnPower is { } power && -power.Value > limit.Value)
            {
                yield return ("export-over-limit", circuit.Id.Value, FormattableString.Invariant($"{-power.Value / 1000:0.#} kW leave {circuit.Id}, more than its {limit.Value / 1000:0.#} kW"));
            }
        }
    }

    private static SteeringView Steering(SitePicture picture, EnergyResource resource, ResourceState state, Instant now)
    {
        var setpoint = picture.Decision.Resources.IsEmpty ? null : picture.Decision.Resources[resource.Index];
        var order = state.Steering == SteeringState.Ready ? state.InForce(now) : null;
        var reason = setpoint?.Reason;
        return new SteeringView(
            resource.Kind == ResourceKind.Pv ? "curtail" : Word(resource.Mode),
            Word(state.Steering),
            order?.Power is { } power ? Round(power.Value / 1000) : null,
            order?.FeedInAtMost is { } most ? Round(most.Value / 1000) : null,
            reason is null ? null : new ReasonView(reason.Code, reason.Subject, reason.Phase, Round(reason.Amount), reason.Sentence) { Source = reason.Source });
    }

    private static string Word(ResourceMode mode) => mode switch
    {
        ResourceMode.SelfConsumption => "self-consumption",
        ResourceMode.PeakShaving => "peak-shaving",
        ResourceMode.Plan => "plan",
        _ => "off",
    };

    private static string Word(SteeringState state) => state switch
    {
        SteeringState.Proving => "proving",
        SteeringState.Ready => "ready",
        SteeringState.NoReversion => "no-reversion",
        SteeringState.WrongEcho => "wrong-echo",
        SteeringState.Unreachable => "unreachable",
        _ => "unknown",
    };

    private static double Round(double value) => Math.Round(value, 1);
}
