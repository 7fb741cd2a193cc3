using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.Tests.World;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Stations;

/// <summary>The real link between a simulated station and a simulated back end, in each OCPP version.</summary>
public sealed class ControlledStationTests : IDisposable
{
    private readonly List<LinkOutput> _toDo = [];
    private readonly List<StationOutput> _said = [];
    private readonly List<SiteEvent> _events = [];
    private readonly SimulatedCsms _csms = new(StationRig.Epoch) { RecordsFrames = true };
    private SimulatedStation _station = null!;
    private StationLink _link = null!;
    private Instant _now;
    private long _revision;

    public void Dispose()
    {
        _station.Dispose();
        _csms.Dispose();
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void Fallback_and_lease_hold_and_the_lease_ends_with_its_time(string version)
    {
        Build(version, new StationQuirks());
        Charge();
        Assert.Equal(ProfilePlan.TxDefaultAndTx, Assert.Single(_events.OfType<FallbackInstalled>()).Plan);
        Assert.Equal(6, _station.Connectors[0].DrawnAmps, 3);

        Assert.Equal(SetpointOutcome.Accepted, Setpoint(16, 120));
        Run(20);
        Assert.Equal(16, _station.Connectors[0].DrawnAmps, 3);
        Assert.Equal(16, _events.OfType<EvseMetered>().Last().Current!.Value.L1.Value, 1);
        Assert.Equal(SetpointOutcome.Accepted, Setpoint(10, 120, SetpointChange.Decrease));
        Run(15);
        Assert.Equal(10, _station.Connectors[0].DrawnAmps, 3);
        Run(120);
        Assert.Equal(6, _station.Connectors[0].DrawnAmps, 3);

        _station.Step(StationInput.Unplug(1), _now, _said);
        Run(10);
        Assert.Single(_events.OfType<TransactionStopped>());
        Assert.Equal(EvseStatus.Available, _events.OfType<EvseStatusReported>().Last().Status);
    }

    [Theory]
    [InlineData("1.6", false)]
    [InlineData("2.0.1", false)]
    [InlineData("2.1", true)]
    public void A_station_without_default_profiles_is_held_by_its_maximum(string version, bool reserved)
    {
        Build(version, new StationQuirks { RejectsTxDefault = true, MaxExternalConstraintsId = reserved ? 1_000_000_000 : 0, VariablesByReportOnly = reserved });
        Charge();
        Assert.Equal(6, _station.Connectors[0].DrawnAmps, 3);
        Assert.Equal(ProfilePlan.StationMax, _events.OfType<FallbackInstalled>().Last().Plan);

        Assert.Equal(SetpointOutcome.Accepted, Setpoint(13, 60));
        Run(20);
        Assert.Equal(13, _station.Connectors[0].DrawnAmps, 3);
        Run(60);
        Assert.Equal(6, _station.Connectors[0].DrawnAmps, 3);
    }

    [Theory]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void A_station_that_takes_watts_only_is_held_in_watts(string version)
    {
        Build(version, new StationQuirks { AcceptsAmperes = false });
        Charge();
        Assert.Equal(6, _station.Connectors[0].DrawnAmps, 3);

        Assert.Equal(SetpointOutcome.Accepted, Setpoint(16, 120));
        Run(20);
        Assert.Equal(16, _station.Connectors[0].DrawnAmps, 3);
        Assert.All(_station.Profiles.Profiles, profile => Assert.True(profile.InWatts));
    }

    [Theory]
    [InlineData("2.0.1", 0)]
    [InlineData("2.1", 5)]
    public void The_back_end_sees_each_event_once_and_none_of_our_questions(string version, int delay)
    {
        Build(version, new StationQuirks { AnswerDelay = TimeSpan.FromSeconds(delay), VariablesByReportOnly = true });
        Charge();
        Setpoint(16, 120);
        Run(60);
        var frames = _csms.Frames.Where(frame => frame.FromStation).Select(frame => System.Text.Encoding.UTF8.GetString(frame.Frame.Span)).ToList();

        Assert.Equal(frames.Count, frames.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(frames, text => text.Contains("TransactionEvent", StringComparison.Ordinal));
        Assert.DoesNotContain(frames, text => text.Contains("NotifyReport", StringComparison.Ordinal) || text.Contains("\"ec-", StringComparison.Ordinal));
    }

    private void Build(string version, StationQuirks quirks)
    {
        var site = GarageSite.Site("one", [GarageSite.Circuit("main", 0, null, 63, 0, meter: null)], [GarageSite.Station(0, 0, 32, PhaseRotation.L1L2L3) with { Csms = "main" }]);
        _station = new SimulatedStation(
            new StationOptions { Id = "CS-01", MaxAmps = 32, Epoch = StationRig.Epoch, Version = version, Quirks = quirks }, new SeededRandom(1));
        _link = new StationLink(site.Stations[0], site, new StationLinkOptions(), MessageIdSource.Seeded(new Random(1)), new Random(2), now => StationRig.Epoch + now.SinceStart);
    }

    private void Charge()
    {
        Run(10);
        _station.Step(
            StationInput.PlugIn(1, new SimulatedVehicle(new VehicleTraits { Phases = 3, MaxAmps = 20, RequestedWattHours = 50_000, UnderDrawAmps = 0 }, 230)), _now, _said);
        Run(60);
        Assert.Single(_events.OfType<TransactionStarted>());
    }

    private SetpointOutcome Setpoint(double amps, int lease, SetpointChange change = SetpointChange.Increase)
    {
        _revision++;
        _link.Step(
            new ApplySetpoint(new Setpoint(new EvseId(new StationId("CS-01"), 1), new Amperes(amps), TimeSpan.FromSeconds(lease), change, new Reason(ReasonCode.Ramping), _revision)),
            _now,
            _toDo);
        Settle();
        Run(6);
        return _events.OfType<SetpointAnswered>().Last(answered => answered.Revision == _revision).Outcome;
    }

    private void Run(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _now += TimeSpan.FromSeconds(1);
            _station.Step(StationInput.Tick, _now, _said);
            _link.Step(new Elapsed(), _now, _toDo);
            Settle();
        }
    }

    private void Settle()
    {
        while (_said.Count + _toDo.Count > 0)
        {
            foreach (var output in Drain(_said))
            {
                _link.Step(
                    output.Kind switch
                    {
                        StationOutputKind.Send => new StationMessage(output.Frame),
                        StationOutputKind.Connect => new StationOpened(_station.Options.Version),
                        _ => new StationClosed("closed"),
                    },
                    _now,
                    _toDo);
                if (output.Kind == StationOutputKind.Connect)
                {
                    _station.Step(StationInput.Connected, _now, _said);
                }
            }

            foreach (var output in Drain(_toDo))
            {
                Perform(output);
            }
        }
    }

    private void Perform(LinkOutput output)
    {
        switch (output)
        {
            case ToStation message:
                _station.Step(StationInput.Message(message.Utf8), _now, _said);
                break;
            case ToCsms message when _csms.Receive("CS-01", message.Utf8, _now) is { } answer:
                _link.Step(new CsmsMessage(answer), _now, _toDo);
                break;
            case OpenCsms:
                _link.Step(new CsmsOpened(), _now, _toDo);
                break;
            case CloseStation:
                _station.Step(StationInput.Closed, _now, _said);
                break;
            case Report report:
                _events.Add(report.Event);
                break;
            default:
                break;
        }
    }

    private static T[] Drain<T>(List<T> list)
    {
        var all = list.ToArray();
        list.Clear();
        return all;
    }
}
