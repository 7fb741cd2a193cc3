using EdgeController.Core.Topology;
using EdgeController.Ocpp.Quirks;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Storage;

/// <summary>What stations have shown, shared by all links and kept in a file: a change reaches the disk within ten seconds.</summary>
internal sealed partial class LearnedQuirksBook : ILearnedQuirks
{
    private static readonly TimeSpan Writing = TimeSpan.FromSeconds(10);

    /// <summary>More models than any site has: a station that calls itself something new at each boot fills the book no further.</summary>
    private const int MostModels = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<StationId, StationModel> _stations = [];
    private readonly Dictionary<StationModel, LearnedQuirks> _models = [];
    private readonly LearnedQuirksFile? _file;
    private readonly ILogger _log;
    private bool _changed;
    private bool _failing;

    public LearnedQuirksBook(LearnedQuirksFile? file, ILogger log)
    {
        (_file, _log) = (file, log);
        if (file is null)
        {
            return;
        }

        var (learned, problem) = file.Read();
        if (problem is not null)
        {
            CannotRead(log, problem);
        }

        foreach (var station in learned.Stations)
        {
            _stations[new StationId(station.Id)] = station.Model;
        }

        foreach (var model in learned.Models)
        {
            _models[model.Model] = model.Shown;
        }
    }

    public StationModel? ModelOf(StationId station)
    {
        lock (_gate)
        {
            return _stations.GetValueOrDefault(station);
        }
    }

    public void Met(StationId station, StationModel model)
    {
        lock (_gate)
        {
            _changed |= _stations.GetValueOrDefault(station) != model;
            _stations[station] = model;
        }
    }

    public LearnedQuirks? Find(StationModel model)
    {
        lock (_gate)
        {
            return _models.GetValueOrDefault(model);
        }
    }

    public void Keep(StationModel model, LearnedQuirks learned)
    {
        lock (_gate)
        {
            if (_models.ContainsKey(model) || _models.Count < MostModels)
            {
                _changed |= _models.GetValueOrDefault(model) != learned;
                _models[model] = learned;
            }
        }
    }

    /// <summary>Writes what is new until cancelled, and once more then.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Writing, time);
        try
        {
            while (await beat.WaitForNextTickAsync(cancellationToken))
            {
                Write();
            }
        }
        finally
        {
            Write();
        }
    }

    /// <summary>Writes what is new.</summary>
    public void Write()
    {
        LearnedStations learned;
        lock (_gate)
        {
            if (!_changed || _file is null)
            {
                return;
            }

            _changed = false;
            learned = new LearnedStations(
                [.. _stations.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).Select(pair => new MetStation(pair.Key.Value, pair.Value))],
                [.. _models.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair => new LearnedModel(pair.Key, pair.Value))]);
        }

        try
        {
            _file.Write(learned);
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                _changed = true;
            }

            if (!_failing)
            {
                CannotWrite(_log, e.Message);
            }

            _failing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void CannotRead(ILogger log, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "what stations have shown cannot be written ({Why}): after a restart they are probed anew")]
    private static partial void CannotWrite(ILogger log, string why);
}
