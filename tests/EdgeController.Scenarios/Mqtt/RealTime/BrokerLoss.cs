using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Host.MqttApi;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Mqtt.RealTime;

/// <summary>How the meter's values end.</summary>
internal enum Loss
{
    BrokerKilled,
    BrokerFrozen,
    SourceSilent,
    NotANumber,
}

/// <summary>A meter over MQTT is lost and comes back. Seconds are those of the controller's own clock since the fault.</summary>
internal sealed record BrokerLoss(
    Loss Loss, int Held, double NoIncreaseAfter, double BlindAfter, double LastRaise, bool AllFell, double BackAfter, double WorstRatio, int Trips, double LongestGap, bool LimitLapsed, IReadOnlyCollection<string> Errors)
{
    private static readonly GuardOptions Guard = new() { Lease = TimeSpan.FromSeconds(20), RenewAfter = TimeSpan.FromSeconds(10), Spacing = TimeSpan.FromSeconds(3) };

    public static async Task<BrokerLoss> PlayAsync(Loss loss, Protections without)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(240), TimeProvider.System);
        await using var site = await BrokerSite.StartAsync(Guard with { Without = without }, new MqttGatewayOptions(), limit.Token);
        var decisions = new List<Decision>();
        var worst = 0.0;
        async Task UntilAsync(Func<Decision, bool> reached)
        {
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
                worst = Math.Max(worst, site.Look(TrueLoad.WorstRatio));
                var now = site.Picture.Decision;
                if (decisions.Count == 0 || decisions[^1].At < now.At)
                {
                    decisions.Add(now);
                }
            }
            while (!reached(decisions[^1]));
        }

        bool Fell() => site.Look(world => world.Site.Evses.All(evse => TrueLoad.ChargingAmps(world, evse.Index) <= 6.01));
        int Raised(Decision decision) => decision.Setpoints.Count(setpoint => setpoint.Limit.Value > 6);
        await UntilAsync(decision => decision.Circuits[0].Mode == ControlMode.Normal && Raised(decision) >= 2 && site.Look(world => world.Site.Evses.Count(evse => TrueLoad.ChargingAmps(world, evse.Index) > 6.5)) >= 2);
        worst = 0;
        site.Listener.Publish("edge/small/cmd/circuits/main/limit_a", """{"value":60,"ttl":8,"by":"ems"}""");
        await UntilAsync(_ => !site.Picture.Snapshot.Limits.All.IsEmpty);
        var (held, lost, trips) = (Raised(decisions[^1]), decisions[^1].At, site.Look(world => world.Tree.Trips));
        await BeginAsync(site, loss);
        var guarded = without == Protections.None;
        await UntilAsync(decision => decision.At > lost + TimeSpan.FromSeconds(guarded ? 12 : 30) && (!guarded || Fell()));
        var fell = Fell();
        var back = decisions[^1].At;
        await EndAsync(site, loss);
        var lapsed = !site.Picture.Snapshot.Limits.All.Any(set => set.Holds(back));
        if (guarded)
        {
            await UntilAsync(decision => decision.Circuits[0].Mode == ControlMode.Normal);
        }

        var away = decisions.Where(decision => decision.At > lost && decision.At <= back).ToList();
        double First(ControlMode mode) => away.Where(decision => decision.Circuits[0].Mode == mode).Select(decision => (decision.At - lost).TotalSeconds).DefaultIfEmpty(double.NaN).First();
        return new BrokerLoss(
            loss,
            held,
            First(ControlMode.NoIncrease),
            First(ControlMode.Blind),
            away.Where(decision => decision.Setpoints.Any(setpoint => setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal)).Select(decision => (decision.At - lost).TotalSeconds).DefaultIfEmpty(double.NaN).Last(),
            fell,
            (decisions[^1].At - back).TotalSeconds,
            worst,
            site.Look(world => world.Tree.Trips) - trips,
            away.Zip(away.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).DefaultIfEmpty(0).Max(),
            lapsed,
            [.. site.Log.Errors]);
    }

    private static Task BeginAsync(BrokerSite site, Loss loss)
    {
        site.Instead = loss switch
        {
            Loss.SourceSilent => "",
            Loss.NotANumber => """{"i1":"NaN","i2":"NaN","i3":"NaN","p1":"NaN","p2":"NaN","p3":"NaN"}""",
            _ => null,
        };
        return loss switch
        {
            Loss.BrokerKilled => site.Broker.EndAsync(),
            Loss.BrokerFrozen => site.Broker.FreezeAsync(),
            _ => Task.CompletedTask,
        };
    }

    private static async Task EndAsync(BrokerSite site, Loss loss)
    {
        site.Instead = null;
        if (loss == Loss.BrokerKilled)
        {
            await site.Broker.RestartAsync();
        }
        else if (loss == Loss.BrokerFrozen)
        {
            await site.Broker.ThawAsync();
        }
    }
}
