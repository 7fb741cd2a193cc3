using EdgeController.Benchmarks.Decisions;
using EdgeController.Benchmarks.Harness;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeController.Benchmarks.Chain;

/// <summary>
/// From the poll that carries a load step to the last decrease received, over real sockets: a controller in operation, a Modbus meter, a
/// hundred stations. The building's load rises in steps, each of which takes the site above its usable limit.
/// </summary>
internal static class ChainBench
{
    private const int Stations = 100;
    private const int Climbs = 2;
    private const int StepsOfClimb = 6;
    private const int Steps = Climbs * StepsOfClimb;

    /// <summary>The least that a decision lowers to count.</summary>
    private const int Many = Stations / 10;

    /// <summary>In amperes per phase: an ampere for each of the stations that charge. Much less the guard takes from a few of them, or finds room for.</summary>
    private const double Step = 80;

    private const double Quiet = 20;

    private const string Group = "chain";

    public static async Task RunAsync(Figures figures)
    {
        await using var meter = ModbusTcpServer.Start();
        var site = GeneratedSite.Of(Stations, feederMeters: false, meter.Port);
        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
        var any = ListenAddress.Parse("127.0.0.1:0")!;
        var time = new StampedTime();
        await using var controller = new RunningController(site, templates, new ControllerOptions { Http = any, Ocpp = any }, time, NullLoggerFactory.Instance);
        if (await controller.StartAsync(CancellationToken.None) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        var arrivals = new Arrivals();
        var stations = site.Stations.Select(station => new GoodStation(station.Id.Value) { OnProfile = arrivals.Add }).ToArray();
        var world = new MeteredWorld(meter, templates[site.Meters[0].Template], stations) { Building = Quiet };
        using var stop = new CancellationTokenSource();
        world.Serve();
        foreach (var station in stations)
        {
            await station.ConnectAsync(controller.OcppPort);
        }

        var turning = world.TurnAsync(stop.Token);
        var watching = arrivals.WatchAsync(() => controller.Picture, stop.Token);
        var (toDecision, toFrame, toLast, decisionToLast) = (new Series(), new Series(), new Series(), new Series());
        for (var step = 0; step < Steps; step++)
        {
            if (step % StepsOfClimb == 0)
            {
                // Time for all to rise to what there is.
                world.Building = Quiet;
                await Task.Delay(TimeSpan.FromSeconds(60), TimeProvider.System);
            }

            arrivals.Clear();
            world.Building += Step;
            world.Serve();
            await Task.Delay(TimeSpan.FromMilliseconds(6000 + (83 * step)), TimeProvider.System);
            if (!arrivals.Settle(time, toDecision, toFrame, toLast, decisionToLast))
            {
                Console.WriteLine($"load step {step + 1}: {Told(controller.Picture)}");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(turning, watching);
        figures.Add(Group, "load steps that sent decreases", toLast.Count, "", atLeast: Steps);
        figures.Add(Group, "decreases received", toFrame.Count, "");
        figures.Add(Group, "poll of the meter to the decision, median", toDecision.Median, "ms");
        figures.Add(Group, "poll of the meter to a decrease received, median", toFrame.Median, "ms");
        figures.Add(Group, "poll of the meter to a decrease received, p99", toFrame.P99, "ms", 100);
        figures.Add(Group, "poll of the meter to the last decrease of a step, median", toLast.Median, "ms");
        figures.Add(Group, "poll of the meter to the last decrease of a step, highest", toLast.Highest, "ms");
        figures.Add(Group, "decision to the last decrease of a step, median", decisionToLast.Median, "ms");
        figures.Add(Group, "decision to the last decrease of a step, highest", decisionToLast.Highest, "ms");
        foreach (var station in stations)
        {
            await station.DisposeAsync();
        }
    }

    /// <summary>Why a step did not count: what the guard makes of site and stations.</summary>
    private static string Told(SitePicture picture) => FormattableString.Invariant(
        $"no decision lowered {Many} stations; mode {picture.Decision.Circuits[0].Mode}, {string.Join(", ", picture.Decision.Setpoints.CountBy(setpoint => setpoint.Reason.Code).Select(count => $"{count.Value} {count.Key}"))}, {picture.Snapshot.Evses.Count(evse => evse.NotFollowingSince is not null)} disobedient");

    /// <summary>The building and what the stations draw, as the meter shows it; a fresh image ten times a second, samples every 10 s.</summary>
    private sealed class MeteredWorld(ModbusTcpServer meter, MeterTemplate template, GoodStation[] stations)
    {
        private int _served;

        public double Building { get; set; }

        /// <summary>Each image differs a little from the one before, as on any grid: a meter that shows the same for long is taken to be stuck.</summary>
        public void Serve()
        {
            var flicker = 0.05 * Math.Sin(++_served);
            var amps = Building + flicker + stations.Sum(station => station.Drawn);
            meter.Serve(1, MeterEncoder.Encode(template, new MeterSample
            {
                Voltage = PerPhase.All<Volts?>(new Volts(GeneratedSite.Volts + flicker)),
                Current = PerPhase.All<Amperes?>(new Amperes(amps)),
                Power = PerPhase.All<Watts?>(new Watts(amps * (GeneratedSite.Volts + flicker))),
                TotalPower = new Watts(3 * amps * (GeneratedSite.Volts + flicker)),
                FrequencyHertz = 50,
            }));
        }

        public async Task TurnAsync(CancellationToken cancellationToken)
        {
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            try
            {
                for (var turn = 0; await beat.WaitForNextTickAsync(cancellationToken); turn++)
                {
                    Serve();
                    for (var i = turn % 50; i < stations.Length; i += 50)
                    {
                        await stations[i].MeasureAsync();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The measurement is over.
                return;
            }
        }
    }

    /// <summary>When profiles came, and which decision sent them.</summary>
    private sealed class Arrivals
    {
        private readonly Lock _gate = new();
        private readonly List<long> _frames = [];
        private SitePicture? _decided;

        public void Add(double limit, long at)
        {
            lock (_gate)
            {
                _frames.Add(at);
            }
        }

        public void Clear()
        {
            lock (_gate)
            {
                _frames.Clear();
                _decided = null;
            }
        }

        /// <summary>Keeps the first picture of a decision that lowers many.</summary>
        public async Task WatchAsync(Func<SitePicture> newest, CancellationToken cancellationToken)
        {
            SitePicture? seen = null;
            while (!cancellationToken.IsCancellationRequested)
            {
                var picture = newest();
                if (!ReferenceEquals(picture, seen) && picture.Decision.Setpoints.Count(setpoint => setpoint.Change == SetpointChange.Decrease) >= Many)
                {
                    lock (_gate)
                    {
                        _decided ??= picture;
                    }
                }

                seen = picture;
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            }
        }

        /// <summary>Times of this step, in milliseconds: of the frames that belong to the first decision that lowered many; false where there was none.</summary>
        public bool Settle(StampedTime time, Series toDecision, Series toFrame, Series toLast, Series decisionToLast)
        {
            lock (_gate)
            {
                if (_decided is not { } picture || picture.Snapshot.Meters[0].LastGoodAt is not { } polledAt)
                {
                    return false;
                }

                var decidedAt = picture.Decision.At;
                var lowered = picture.Decision.Setpoints.Count(setpoint => setpoint.Change == SetpointChange.Decrease);
                var frames = _frames.Select(at => TimeProvider.System.GetElapsedTime(time.First, at)).Where(at => at >= decidedAt.SinceStart).Order().Take(lowered).ToArray();
                if (frames.Length < lowered)
                {
                    throw new InvalidOperationException($"{lowered} decreases were decided, {frames.Length} came");
                }

                toDecision.Add((decidedAt - polledAt).TotalMilliseconds);
                foreach (var frame in frames)
                {
                    toFrame.Add((frame - polledAt.SinceStart).TotalMilliseconds);
                }

                toLast.Add((frames[^1] - polledAt.SinceStart).TotalMilliseconds);
                decisionToLast.Add((frames[^1] - decidedAt.SinceStart).TotalMilliseconds);
                return true;
            }
        }
    }
}
