using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What a meter's sample is held against: the limits of its circuit and what the stations below it measured a moment ago.</summary>
/// <param name="LimitAmps">Breaker per phase.</param>
/// <param name="Stations">Sum of fresh station measurements per phase; stations without a fresh one count 0.</param>
/// <param name="Proven">The part of that sum that does not hang on one station alone: without the largest where three or more draw on the phase.</param>
/// <param name="Measuring">How many EVSEs the sum comes from.</param>
/// <param name="Settle">Longest time until both sides show the same change: reporting interval, reaction and the meter's own refresh.</param>
/// <param name="Refresh">Time between two acquisitions of a slow meter; zero where none is declared.</param>
public readonly record struct MeterEvidence(
    PerPhase<Amperes> LimitAmps, PerPhase<Amperes> Stations, PerPhase<Amperes> Proven, int Measuring, TimeSpan Settle, TimeSpan Refresh)
{
    /// <summary>A station's sample older than this no longer proves what flows now: one reporting interval and a vehicle's reaction.</summary>
    internal static readonly TimeSpan SampleProves = TimeSpan.FromSeconds(15);

    /// <summary>What resources below the meter can feed in at this moment; zero where there are none.</summary>
    public PerPhase<Amperes> FedIn { get; init; }

    /// <summary>What resources below the meter draw less what they feed in, in A summed over the phases, where their own meters show it.</summary>
    public double ResourcesTotal { get; init; }

    /// <summary>What vehicles at the stations give back, in A summed over the phases.</summary>
    public double Given { get; init; }

    /// <summary>Whether anything below the meter can feed in.</summary>
    public bool CanFeedIn { get; init; }

    /// <summary>A meter of a resource may be wrong by this share; a grid below its nominal voltage takes as much more current.</summary>
    private const double FedInTolerance = 1.1;

    /// <summary>The stations' sum over all phases.</summary>
    public double StationsTotal => (Stations.L1 + Stations.L2 + Stations.L3).Value;

    /// <summary>The evidence that the snapshot holds about the meter of that circuit.</summary>
    internal static MeterEvidence Gather(SiteSnapshot snapshot, int circuit, int meter, Instant now)
    {
        Span<double> sum = stackalloc double[3];
        Span<double> largest = stackalloc double[3];
        Span<int> drawing = stackalloc int[3];
        var measuring = 0;
        foreach (var index in snapshot.Index.EvsesUnder[circuit])
        {
            // Where a station's phases are known to be other than the file says, its values prove nothing about any one phase.
            var evse = snapshot.Evses[index];
            if (evse.Wiring.IsWrong || evse.Sample is not { } sample || now - sample.At > SampleProves)
            {
                continue;
            }

            measuring++;
            var station = snapshot.Index.StationOf(index);

            // A converter may lose less than the site file says: only its output is proven.
            var stretch = station.Dc is null ? 1 : station.Dc.Efficiency * Supply.Measured(snapshot.Site, station, snapshot.Meters[meter].Voltage);
            for (var phase = 0; phase < 3; phase++)
            {
                var amps = sample.Current[(Phase)phase].Value * stretch;
                sum[phase] += amps;
                largest[phase] = Math.Max(largest[phase], amps);
                drawing[phase] += amps > 1 ? 1 : 0;
            }
        }

        Span<double> proven = stackalloc double[3];
        for (var phase = 0; phase < 3; phase++)
        {
            proven[phase] = drawing[phase] >= 3 ? sum[phase] - largest[phase] : sum[phase];
        }

        var site = snapshot.Site;
        var (poll, refresh) = (site.Meters[meter].Poll, site.Meters[meter].Refresh);
        return new MeterEvidence(
            site.Circuits[circuit].LimitAmps,
            new PerPhase<Amperes>(new(sum[0]), new(sum[1]), new(sum[2])),
            new PerPhase<Amperes>(new(proven[0]), new(proven[1]), new(proven[2])),
            measuring,
            SampleProves + (poll > refresh ? poll : refresh),
            refresh)
        {
            CanFeedIn = snapshot.Index.ResourcesUnder[circuit].Length > 0,
            FedIn = FeedIn(snapshot, circuit, now),
            ResourcesTotal = Generation.Net(snapshot, circuit, now),
            Given = Generation.Given(snapshot, circuit, now),
        };
    }

    private static PerPhase<Amperes> FeedIn(SiteSnapshot snapshot, int circuit, Instant now)
    {
        if (snapshot.Index.ResourcesUnder[circuit].Length == 0)
        {
            return default;
        }

        var (shown, most) = (Generation.Measured(snapshot, circuit, now), Generation.Unmeasured(snapshot, circuit, now));
        var told = Generation.Promised(snapshot, circuit, now) / snapshot.Site.NominalVoltage.Value;
        return new(Allow(shown.L1 + most.L1 + told), Allow(shown.L2 + most.L2 + told), Allow(shown.L3 + most.L3 + told));

        static Amperes Allow(double amps) => new((amps * FedInTolerance) + (amps > 0 ? 1 : 0));
    }
}
