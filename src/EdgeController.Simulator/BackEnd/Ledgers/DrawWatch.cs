using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>Compares what each vehicle of a station draws with what its back end allows, or allowed within the last seconds.</summary>
internal sealed class DrawWatch(SimulatedStation station)
{
    /// <summary>Stands for the transaction that runs, whatever each side calls it.</summary>
    public const string Runs = "runs";

    /// <summary>Seconds in which a lower limit is followed: by the controller, its station and the vehicle.</summary>
    private const int Reaction = 45;

    /// <summary>A transaction is steered from then on.</summary>
    private static readonly TimeSpan Steered = TimeSpan.FromSeconds(60);

    private readonly Queue<double>[] _allowed = [.. Enumerable.Range(0, station.Connectors.Count + 1).Select(_ => new Queue<double>())];
    private int _steady;
    private DateTimeOffset _at;

    public double WorstExcess { get; private set; } = double.NegativeInfinity;

    public string WorstMoment { get; private set; } = "";

    public int SecondsCapped { get; private set; }

    /// <summary>The composite's question about a connector (0: the station) at a time of the back end's.</summary>
    public static ChargingContext Context(SimulatedStation station, int connector, (StationTransaction Transaction, Instant Since)? running, DateTimeOffset at, int phases, DateTimeOffset epoch) =>
        new(connector, at, running is null && connector == 0 ? null : Runs, running is { } known ? epoch + known.Since.SinceStart : at)
        {
            Phases = phases,
            NominalVolts = station.Options.NominalVolts,
            DcWattsPerAmp = station.Options.DcEfficiency is null ? null : station.Options.WattsPerAmp,
            DefaultsInOneStack = station.Options.Version != OcppVersion.V16,
        };

    public void Observe(
        (StationTransaction Transaction, Instant Since)?[] running, IReadOnlyList<StoredProfile> profiles, DateTimeOffset at, Instant now, bool steady, double fallbackAmps)
    {
        (_steady, _at) = (steady ? _steady + 1 : 0, at);
        var (sum, floor, free) = (0.0, 0.0, false);
        for (var i = 0; i < running.Length; i++)
        {
            var connector = station.Connectors[i];
            var vehicle = connector.Vehicle;
            var known = running[i] is { } one && now - one.Since > Steered;
            var phases = Math.Min(vehicle?.Traits.Phases ?? station.Options.Phases, station.Options.Phases);
            var allowed = known ? CompositeSchedule.At(profiles, Context(station, i + 1, running[i], at, phases, default) with { ChargingSince = Since(running[i], at, now) }).Amps : null;
            Compare(_allowed[i + 1], allowed, known || vehicle is null, connector.DrawnAmps, fallbackAmps);
            sum += connector.DrawnAmps;
            floor += fallbackAmps;
            free |= running[i] is not null && !known;
        }

        var total = CompositeSchedule.At(profiles, Context(station, 0, null, at, station.Options.Phases, default)).Amps;
        Compare(_allowed[0], running.Length == 1 ? null : total, !free, sum, floor);
    }

    private static DateTimeOffset Since((StationTransaction Transaction, Instant Since)? running, DateTimeOffset at, Instant now) => running is { } known ? at - (now - known.Since) : at;

    private void Compare(Queue<double> window, double? allowed, bool steered, double drawn, double fallbackAmps)
    {
        window.Enqueue(steered && _steady > Steered.TotalSeconds ? allowed ?? double.PositiveInfinity : double.PositiveInfinity);
        if (window.Count > Reaction)
        {
            window.Dequeue();
        }

        var most = window.Max();
        if (window.Count == Reaction && !double.IsPositiveInfinity(most))
        {
            SecondsCapped++;
            var excess = drawn - Math.Max(most, fallbackAmps);
            if (excess > WorstExcess)
            {
                WorstExcess = excess;
                WorstMoment = FormattableString.Invariant($"{drawn:0.0} A where {most:0.0} A were allowed, at {_at:HH:mm:ss} UTC");
            }
        }
    }
}
