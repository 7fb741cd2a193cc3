using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds what PV arrays and batteries report and are told.</summary>
internal static class ResourceReducer
{
    /// <summary>Power off its order by more than this share of its maximum, and by more than <see cref="LeastTolerance"/>, is not following it.</summary>
    private const double Tolerance = 0.1;

    private static readonly Watts LeastTolerance = new(400);

    /// <summary>Time that a device may take to reach a new order.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(3);

    public static SiteSnapshot Apply(SiteSnapshot snapshot, ResourceReported reported) => Change(snapshot, snapshot.Index.FindResource(reported.Resource), state => state with
    {
        ReportedAt = reported.At,
        Steering = reported.Steering,
        Problem = reported.Problem,
        StateOfCharge = reported.StateOfCharge is >= 0 and <= 1 ? reported.StateOfCharge : null,
        Capacity = reported.Capacity is { Value: > 0 } capacity && double.IsFinite(capacity.Value) ? capacity : null,
        BatteryPower = reported.BatteryPower,
        ChargeAtMost = reported.ChargeAtMost,
        DischargeAtMost = reported.DischargeAtMost,
        LeastCharge = reported.LeastCharge,
        TargetCharge = reported.TargetCharge,
        RevertsFreely = reported.RevertsFreely,
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, ResourceOrdered ordered) => Change(snapshot, ordered.Order.Resource, state => state with
    {
        Order = ordered.Order,
        OrderedAt = ordered.At,
        OrderRevision = ordered.Revision,
        NotFollowingSince = ordered.Order.IsRelease ? null : state.NotFollowingSince,
    });

    public static SiteSnapshot Apply(SiteSnapshot snapshot, ResourceWished wished) => Change(snapshot, snapshot.Index.FindResource(wished.Resource), state => state with
    {
        Wish = wished.Power is { } power && double.IsFinite(power.Value) ? power : null,
        WishEnds = wished.Until,
    });

    /// <summary>A sample of its own meter.</summary>
    public static SiteSnapshot Measured(SiteSnapshot snapshot, int resource, MeterReading reading) => Change(snapshot, resource, state =>
    {
        var power = reading.Power ?? new Watts((reading.Current.L1 + reading.Current.L2 + reading.Current.L3).Value * snapshot.Site.NominalVoltage.Value);
        var follows = state is not { Steering: SteeringState.Ready } || state.InForce(reading.At) is not { } order || Follows(snapshot.Site.Resources[resource], order, state.BatteryPower ?? power);
        return state with
        {
            Current = reading.Current,
            Power = reading.Power,

            // A battery that can be steered tells its own charge.
            StateOfCharge = state.Steering == SteeringState.Unknown ? reading.StateOfCharge : state.StateOfCharge,
            NotFollowingSince = follows ? null : state.NotFollowingSince ?? reading.At + Settles,
        };
    });

    private static bool Follows(EnergyResource resource, ResourceOrder order, Watts power)
    {
        var tolerance = Watts.Max(LeastTolerance, resource.Max * Tolerance);
        return (order.Power is not { } told || (power - told <= tolerance && told - power <= tolerance))
            && (order.FeedInAtMost is not { } most || -power <= most + tolerance);
    }

    internal static SiteSnapshot Change(SiteSnapshot snapshot, int resource, Func<ResourceState, ResourceState> change) =>
        resource < 0 || resource >= snapshot.Resources.Length
            ? snapshot
            : snapshot with { Resources = snapshot.Resources.SetItem(resource, change(snapshot.Resources[resource])) };
}
