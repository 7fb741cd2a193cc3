using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Simulator.BackEnd.Hostile;
using EdgeController.Simulator.BackEnd.Ledgers;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>A run's adversary: a hostile back end and odd stations, and the books that say in the end whether the promises were kept all the same.</summary>
internal sealed class Adversary : IDisposable
{
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(2);

    private readonly SimulatedRun _run;
    private readonly AdversaryOptions _options;
    private readonly IReadOnlyList<DrawnQuirk>? _habits;
    private readonly StationLedger[] _ledgers;
    private readonly CapBook[] _caps;
    private readonly HostileCsms _csms;
    private readonly StationTroubles? _troubles;
    private readonly IReadOnlyList<Absence> _absences;
    private readonly Instant _settles;
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    public Adversary(SimulatedRun run, EventQueue queue, IReadOnlyList<StationSocket> sockets, IReadOnlyList<DrawnQuirk>? habits, Action<int, LinkInput> step)
    {
        (_run, _options, _habits) = (run, run.Options.Adversary!, habits);
        var random = new SeededRandom(run.Options.Seed).Fork("adversary");
        var (stations, epoch) = (run.World.Stations, run.World.Scenario.Epoch);
        _settles = Instant.Start + (run.Options.Length - _options.Settle);
        _ledgers = [.. stations.Select(station => new StationLedger(station.Options.Id, station.Options.Version) { AskedSeconds = station.Options.Quirks.Meter.Seconds ?? (int)station.Options.MeterInterval.TotalSeconds })];
        _caps = [.. stations.Select(station => new CapBook(station, epoch))];
        _csms = new HostileCsms([.. stations.Select(station => station.Options)], _ledgers, epoch, _options.CallsEvery, random.Fork("csms")) { IsHonest = !_options.BackEnd };
        _absences = _options.BackEnd ? Absence.Plan(random.Fork("absences"), stations.Count, _settles) : [];
        _troubles = _options.Stations ? new StationTroubles(run, queue, random.Fork("troubles"), _settles) : null;
        Upstream = new HostileUpstream(queue, sockets, _csms, _caps, _absences, random.Fork("network"), step);
    }

    /// <summary>The sockets to the back end.</summary>
    public HostileUpstream Upstream { get; }

    /// <summary>A frame between a station and the controller is sent.</summary>
    public void Saw(int station, bool fromStation, ReadOnlyMemory<byte> bytes)
    {
        if (OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is not { } frame)
        {
            return;
        }

        if (!fromStation && frame.IsAnswer)
        {
            _ledgers[station].StationWasAnswered(frame);
        }
        else if (fromStation && frame.Type == MessageType.Call)
        {
            _ledgers[station].StationSaid(frame, _run.Now);
        }
        else if (!fromStation && frame is { Type: MessageType.Call, Action: "ChangeConfiguration" } && JsonProbe.Text(frame.Payload, "key") == "MeterValueSampleInterval"
            && !frame.MessageId.StartsWith(_run.Options.Link.MessageIdPrefix, StringComparison.Ordinal)
            && int.TryParse(JsonProbe.Text(frame.Payload, "value"), System.Globalization.CultureInfo.InvariantCulture, out var seconds))
        {
            _asked[frame.MessageId] = seconds;
        }
        else if (frame.Type == MessageType.CallResult && _asked.Remove(frame.MessageId, out var asked) && JsonProbe.Text(frame.Payload, "status") == "Accepted")
        {
            _ledgers[station].AskedSeconds = asked;
        }
    }

    /// <summary>The controller sends a frame to the back end.</summary>
    public void Went(int station, ReadOnlyMemory<byte> frame) => _caps[station].Went(frame, _run.Now);

    /// <summary>Once a second, after the site has moved.</summary>
    public void Elapse()
    {
        _csms.IsHonest |= _run.Now >= _settles;
        _troubles?.Elapse();
        Upstream.Elapse();
        for (var station = 0; station < _caps.Length; station++)
        {
            var steady = _run.Controller is not null && _troubles?.IsCut(station) != true;
            _caps[station].Observe(_run.Now, steady, _run.World.Site.Stations[station].Fallback.Value);
        }
    }

    public AdversaryOutcome Outcome()
    {
        var verdicts = _ledgers.Select(ledger => ledger.Judge(_run.Now - OnItsWay)).ToArray();
        var compared = Enumerable.Range(0, _caps.Length).Where(station => _habits is null || _habits[station].Obeys).Select(station => _caps[station]).ToArray();
        var worst = compared.Length == 0 ? double.NegativeInfinity : compared.Max(cap => cap.WorstExcessAmps);
        return new AdversaryOutcome(
            _absences.Count,
            _csms.Calls,
            _caps.Sum(cap => cap.Accepted),
            _caps.Sum(cap => cap.Refused),
            _caps.Sum(cap => cap.Compared),
            compared.Sum(cap => cap.SecondsCapped),
            double.IsFinite(worst) ? Math.Round(worst, 2) : null,
            verdicts.Sum(verdict => verdict.Transactions),
            verdicts.Sum(verdict => verdict.Messages),
            verdicts.Sum(verdict => verdict.Repeats),
            verdicts.Sum(verdict => verdict.Thinned),
            verdicts.Sum(verdict => verdict.Lost),
            [.. verdicts.SelectMany(verdict => verdict.Wrong), .. _caps.SelectMany(cap => cap.Wrong), .. Above(compared)],
            [.. _run.World.Stations.Select((station, i) => $"{station.Options.Id} ({station.Options.Version}): {_habits?[i].Words ?? "none"}")]);
    }

    public void Dispose() => _csms.Dispose();

    private static IEnumerable<string> Above(IEnumerable<CapBook> compared) =>
        from cap in compared
        where cap.WorstExcessAmps > AdversaryOutcome.Tolerance
        select FormattableString.Invariant($"{cap.Station}: drew {cap.WorstExcessAmps:0.0} A more than its back end allowed ({cap.WorstMoment})");
}
