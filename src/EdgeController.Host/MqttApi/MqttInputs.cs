using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>What became of a message for one of the site's inputs.</summary>
/// <param name="Feeds">What the topic feeds, for people.</param>
/// <param name="Taken">What was taken from it, for people; null where nothing was.</param>
/// <param name="Problem">Why nothing was taken; null where something was, or where more has to come first.</param>
internal sealed record InputOutcome(string Feeds, string? Taken, string? Problem);

/// <summary>Values that the site reads over MQTT: meters, prices and forecasts, limits, by topic.</summary>
internal sealed class MqttInputs
{
    private readonly Dictionary<string, List<Func<MqttMessage, InputOutcome>>> _byTopic = new(StringComparer.Ordinal);
    private readonly List<MqttMeterIntake> _meters = [];
    private readonly SiteClock _clock;
    private readonly Func<SiteEvent, bool> _post;

    public MqttInputs(Site site, SiteClock clock, Func<SiteEvent, bool> post, TimeSeriesInputs series, LimitDesk limits, bool takesRetained = false)
    {
        (_clock, _post) = (clock, post);
        foreach (var meter in site.Meters.Where(meter => meter.Mqtt is not null))
        {
            var wired = site.Resources.FirstOrDefault(resource => resource.Meter == meter.Index)?.Wired ?? Phases.All;
            var intake = new MqttMeterIntake(meter, site.NominalVoltage, wired, takesRetained);
            _meters.Add(intake);
            foreach (var topic in intake.Topics)
            {
                Add(topic, message => Meter(meter, intake, message));
            }
        }

        foreach (var source in site.Mqtt?.Series ?? [])
        {
            var intake = new MqttSeriesIntake(source);
            Add(source.Value.Topic, message => Series(intake, series, message));
        }

        foreach (var limit in site.Mqtt?.Limits ?? [])
        {
            var path = limit.Value.Path is { } text ? JsonPath.Parse(text) : null;
            Add(limit.Value.Topic, message => Limit(limit, path, limits, message, takesRetained));
        }
    }

    /// <summary>The topics that are read, each once.</summary>
    public IEnumerable<string> Topics => _byTopic.Keys;

    /// <summary>Takes a message; empty where the topic feeds nothing.</summary>
    public IReadOnlyList<InputOutcome> Handle(MqttMessage message) =>
        _byTopic.TryGetValue(message.Topic, out var takers) ? [.. takers.Select(take => take(message))] : [];

    /// <summary>Called once a second: meters that tell nothing say so.</summary>
    public void Elapse()
    {
        foreach (var silent in _meters.Select(meter => meter.Elapse(_clock.Now)).OfType<SiteEvent>())
        {
            _post(silent);
        }
    }

    private void Add(string topic, Func<MqttMessage, InputOutcome> take)
    {
        if (!_byTopic.TryGetValue(topic, out var takers))
        {
            _byTopic[topic] = takers = [];
        }

        takers.Add(take);
    }

    private InputOutcome Meter(Meter meter, MqttMeterIntake intake, MqttMessage message)
    {
        var told = intake.Take(message, _clock.WallAt(message.At));
        var taken = told switch
        {
            MeterReading reading => FormattableString.Invariant($"{reading.Current.L1.Value:0.##} / {reading.Current.L2.Value:0.##} / {reading.Current.L3.Value:0.##} A, {reading.Power?.Value:0} W, {(message.At - reading.At).TotalSeconds:0.#} s old"),
            MeterReadFailed failed => failed.Reason,
            _ when intake.Why is null => "one value of several",
            _ => null,
        };
        return told is not null && !_post(told) ? new InputOutcome($"meter {meter.Id}", null, "the controller is busy") : new InputOutcome($"meter {meter.Id}", taken, told is null ? intake.Why : null);
    }

    private InputOutcome Series(MqttSeriesIntake intake, TimeSeriesInputs series, MqttMessage message)
    {
        var feeds = $"input {intake.Source.Name} ({intake.Source.Kind})";
        var (read, problem) = intake.Read(message, _clock.WallAt(message.At));
        if (read is null)
        {
            return new InputOutcome(feeds, null, problem);
        }

        series.Set(read);
        return new InputOutcome(feeds, FormattableString.Invariant($"{read.Points.Length} values from {read.Points[0].Start:O} to {read.End:O}"), null);
    }

    private static InputOutcome Limit(MqttLimit limit, JsonPath? path, LimitDesk desk, MqttMessage message, bool takesRetained)
    {
        var feeds = $"limit {limit.Name} of {limit.Circuit}";
        if (message.Retained && !takesRetained)
        {
            return new InputOutcome(feeds, null, "retained, so that nobody knows how old it is");
        }

        using var payload = new MqttPayload(message);
        var (number, problem) = payload.ReadNumber(path, limit.Value.Path);
        var value = number * limit.Value.Factor;
        if (value is not >= 0)
        {
            return new InputOutcome(feeds, null, problem ?? "a limit must be 0 or more");
        }

        var answer = desk.Set(new LimitRequest(
            limit.Circuit.Value, $"mqtt:{limit.Value.Topic}", limit.IsPower ? null : PerPhase.All(new Amperes(value.Value)), limit.IsPower ? new Watts(value.Value) : null, limit.Ttl)).Answer;
        return answer == DeskAnswer.Done
            ? new InputOutcome(feeds, FormattableString.Invariant($"{(limit.IsPower ? value.Value / 1000 : value.Value):0.##} {(limit.IsPower ? "kW" : "A")} for {limit.Ttl.TotalSeconds:0} s"), null)
            : new InputOutcome(feeds, null, answer == DeskAnswer.Full ? $"the circuit has limits of {LimitBook.MostExternal} sources already" : "the controller is busy");
    }
}
