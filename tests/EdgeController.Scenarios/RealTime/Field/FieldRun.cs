using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>Devices are killed or frozen, in rounds: those of a round at once, since none hides what another measures. What is seen of each is kept.</summary>
internal sealed class FieldRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly FieldRig _rig;
    private readonly CancellationToken _limit;
    private IReadOnlyList<(string Code, string Subject, string Sentence)> _alarms = [];

    private FieldRun(FieldRig rig, CancellationToken limit) => (_rig, _limit) = (rig, limit);

    public List<FieldOutcome> Outcomes { get; } = [];

    public IReadOnlyCollection<string> Errors { get; private set; } = [];

    public int Trips { get; private set; }

    /// <summary>Plays the rounds, each until all of its faults are named and <paramref name="held"/> is over.</summary>
    public static async Task<FieldRun> PlayAsync(Protections without, TimeSpan held, params FieldFault[][] rounds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Campaign.Long ? 2400 : 400), TimeProvider.System);
        await using var rig = await FieldRig.StartAsync(without, limit.Token);
        var run = new FieldRun(rig, limit.Token);
        await run.UntilAsync(run.IsSettled, [], null);
        var trips = rig.Look(world => world.Tree.Trips);
        foreach (var round in rounds)
        {
            await run.PlayAsync(round, held, recovers: without == Protections.None, last: round == rounds[^1]);
        }

        (run.Trips, run.Errors) = (rig.Look(world => world.Tree.Trips) - trips, [.. rig.Log.Errors]);
        return run;
    }

    /// <summary>Every meter is believed, the battery takes orders, and most vehicles charge above their fallback.</summary>
    private bool IsSettled() => _alarms.Count == 0 && _rig.Picture.Decision.Circuits.All(circuit => circuit.Mode == ControlMode.Normal)
        && _rig.Picture.Snapshot.Resources.Any(resource => resource.Steering == SteeringState.Ready)
        && _rig.Look(world => world.Site.Evses.Count(evse => TrueLoad.ChargingAmps(world, evse.Index) > 7)) >= 7;

    private async Task PlayAsync(FieldFault[] round, TimeSpan held, bool recovers, bool last)
    {
        var outcomes = round.Select(fault => new FieldOutcome(fault)).ToArray();
        Outcomes.AddRange(outcomes);
        foreach (var outcome in outcomes)
        {
            await outcome.Fault.Begin(_rig);
            outcome.Began = TimeProvider.System.GetTimestamp();
            Jump(outcome.Fault, on: true);
        }

        var end = TimeProvider.System.GetTimestamp();
        await UntilAsync(
            () => TimeProvider.System.GetElapsedTime(end) > held && (!recovers || outcomes.All(outcome => (outcome.Named is not null && outcome.IsSafe) || outcome.Seconds > outcome.Fault.NamedWithin + 30)), outcomes, restored: false);
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
            _rig.Look(world => world.Loads[world.Site.Circuits.Single(circuit => circuit.Id.Value == name).Index].AtMaximum = on);
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
