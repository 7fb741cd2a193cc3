using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>Devices are killed or frozen, in rounds: those of a round at once, since none hides what another measures. What is seen of each is kept.</summary>
internal sealed class FieldRun
{
    /// <summary>What each circuit carries beside vehicles until a fault comes: little, so that vehicles take what the branch has.</summary>
    private const double QuietAmps = 3;

    /// <summary>What comes when a fault hides it: nearly all that the site file assumes.</summary>
    private const double HiddenAmps = 24;

    /// <summary>What most vehicles draw before the first fault: more than their fallback.</summary>
    private const double ChargingAmps = 7;

    /// <summary>What part of its breaker's value each branch carries at least before the first fault, where room for load that may come is kept and where it is not.</summary>
    private const double FullReserved = 0.59;

    private const double FullUnreserved = 0.85;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly FieldRig _rig;
    private readonly CancellationToken _limit;
    private readonly double _fullEnough;
    private IReadOnlyList<(string Code, string Subject, string Sentence)> _alarms = [];

    private FieldRun(FieldRig rig, Protections without, CancellationToken limit) =>
        (_rig, _fullEnough, _limit) = (rig, without.HasFlag(Protections.Reserve) ? FullUnreserved : FullReserved, limit);

    public List<FieldOutcome> Outcomes { get; } = [];

    public IReadOnlyCollection<string> Errors { get; private set; } = [];

    public int Trips { get; private set; }

    /// <summary>Plays the rounds, each until all of its faults are named and <paramref name="held"/> is over.</summary>
    public static Task<FieldRun> GuardedAsync(TimeSpan held, params FieldFault[][] rounds) => PlayAsync(Protections.None, outcome => outcome.Seconds > held.TotalSeconds && outcome.IsSeenThrough, rounds);

    /// <summary>Plays one fault without these protections, until its circuit was over its limit beyond <paramref name="deadline"/>, or for so long that it never will be.</summary>
    public static Task<FieldRun> BareAsync(Protections without, TimeSpan deadline, FieldFault fault) =>
        PlayAsync(without, outcome => outcome.OverUntil > deadline.TotalSeconds || outcome.Seconds > 3 * deadline.TotalSeconds, [fault]);

    private static async Task<FieldRun> PlayAsync(Protections without, Predicate<FieldOutcome> ends, params FieldFault[][] rounds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Campaign.Long ? 2400 : 400), TimeProvider.System);
        await using var rig = await FieldRig.StartAsync(without, limit.Token);
        var run = new FieldRun(rig, without, limit.Token);
        rig.Look(world => world.Loads.Max(load => load.Exactly = QuietAmps));
        await run.UntilAsync(run.IsSettled, [], null);
        var trips = rig.Look(world => world.Tree.Trips);
        foreach (var round in rounds)
        {
            await run.PlayAsync(round, ends, recovers: without == Protections.None, last: round == rounds[^1]);
        }

        (run.Trips, run.Errors) = (rig.Look(world => world.Tree.Trips) - trips, [.. rig.Log.Errors]);
        return run;
    }

    /// <summary>Every meter is believed, the battery takes orders, most vehicles charge above their fallback, and each branch is full: what is hidden from then on has no room.</summary>
    private bool IsSettled() => _alarms.Count == 0 && _rig.Picture.Decision.Circuits.All(circuit => circuit.Mode == ControlMode.Normal)
        && _rig.Picture.Snapshot.Resources.Any(resource => resource.Steering == SteeringState.Ready)
        && _rig.Look(world => world.Site.Evses.Count(evse => TrueLoad.ChargingAmps(world, evse.Index) > ChargingAmps)) >= 7
        && _rig.Look(world => world.Site.Circuits.Where(circuit => circuit.Parent is not null).All(circuit => TrueLoad.Ratio(world, circuit) >= _fullEnough));

    private async Task PlayAsync(FieldFault[] round, Predicate<FieldOutcome> ends, bool recovers, bool last)
    {
        var outcomes = round.Select(fault => new FieldOutcome(fault)).ToArray();
        Outcomes.AddRange(outcomes);
        foreach (var outcome in outcomes)
        {
            await outcome.Fault.Begin(_rig);
            outcome.Began = TimeProvider.System.GetTimestamp();
            Jump(outcome.Fault, on: true);
        }

        await UntilAsync(() => outcomes.All(outcome => ends(outcome)), outcomes, restored: false);
        foreach (var outcome in outcomes)
        {
            outcome.StillOver = !outcome.IsSafe;
            Jump(outcome.Fault, on: false);
            await outcome.Fault.End(_rig);
            outcome.Ended = TimeProvider.System.GetTimestamp();
        }

        if (recovers)
        {
            await UntilAsync(() => (last ? outcomes.All(outcome => outcome is { Recovered: not null, SecondsBack: > 3 }) : IsSettled()) || outcomes.Any(outcome => outcome.SecondsBack > 60), outcomes, restored: true);
        }
    }

    private void Jump(FieldFault fault, bool on)
    {
        if (fault.Circuit is { } name)
        {
            _rig.Look(world => world.Loads[world.Site.Circuits.Single(circuit => circuit.Id.Value == name).Index].Exactly = on ? HiddenAmps : QuietAmps);
        }
    }

    private async Task UntilAsync(Func<bool> reached, FieldOutcome[] outcomes, bool? restored)
    {
        var looks = 0;
        do
        {
            Assert.False(_rig.Failure.IsFaulted, $"{_rig.Failure.Exception}");
            await Task.Delay(Look, TimeProvider.System, _limit);
            if (looks++ % 2 == 0)
            {
                _alarms = await _rig.AlarmsAsync(_limit);
            }

            foreach (var outcome in outcomes)
            {
                outcome.Observe(_rig, _alarms, restored == true);
            }
        }
        while (!reached());
    }
}
