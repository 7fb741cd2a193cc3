using EdgeController.Core.Control;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>Which alarms stand, and since when.</summary>
internal sealed class AlarmBook(IStandingAlarms? others = null)
{
    /// <summary>A tick later than this is told.</summary>
    private static readonly TimeSpan LoopLagTold = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Code, string Subject), AlarmView> _standing = [];

    public IReadOnlyList<AlarmView> Update(SitePicture picture, DateTimeOffset wall, bool starting)
    {
        var now = new List<(string Code, string Subject, string Sentence)>();
        if (!starting)
        {
            Meters(picture, now);
        }

        Circuits(picture, now);
        Stations(picture, now);
        Times(picture, now);
        now.AddRange(ResourceViews.Alarms(picture));
        now.AddRange(others?.Standing ?? []);
        if (picture.Lag > LoopLagTold)
        {
            now.Add(("loop-late", "controller", FormattableString.Invariant($"the control loop was {picture.Lag.TotalSeconds:0.0} s late")));
        }

        var gone = _standing.Keys.Where(key => !now.Exists(alarm => alarm.Code == key.Code && alarm.Subject == key.Subject)).ToList();
        gone.ForEach(key => _standing.Remove(key));
        foreach (var (code, subject, sentence) in now)
        {
            _standing[(code, subject)] = _standing.TryGetValue((code, subject), out var before)
                ? before with { Sentence = sentence }
                : new AlarmView(code, subject, sentence, wall);
        }

        return [.. _standing.Values.OrderBy(alarm => alarm.Since).ThenBy(alarm => alarm.Subject, StringComparer.Ordinal)];
    }

    private static void Meters(SitePicture picture, List<(string, string, string)> alarms)
    {
        var site = picture.Snapshot.Site;
        foreach (var meter in site.Meters)
        {
            var state = picture.Snapshot.Meters[meter.Index];
            if (state.DeadSince is not null)
            {
                alarms.Add(("no-power", meter.Id.Value, $"meter {meter.Id} shows no voltage: a breaker is open; after a minute others may use the share of what is below, as far as its return leaves room"));
                continue;
            }

            var quality = MeterQuality.Judge(meter, state, site.Staleness, picture.Decision.At);
            if (quality != ControlMode.Normal)
            {
                var why = state.LastError is { } error ? $" ({error})" : string.Empty;
                alarms.Add(quality == ControlMode.Blind
                    ? ("meter-blind", meter.Id.Value, $"meter {meter.Id} is blind{why}: its circuit's load is assumed and leases below it run out")
                    : ("meter-stale", meter.Id.Value, $"no fresh value from meter {meter.Id}{why}: nothing is raised or renewed below it"));
            }
        }
    }

    private static void Circuits(SitePicture picture, List<(string, string, string)> alarms)
    {
        foreach (var circuit in picture.Snapshot.Site.Circuits)
        {
            if (picture.Snapshot.Circuits[circuit.Index].Drawn is not { } drawn)
            {
                continue;
            }

            if (circuit.LimitPower is { } contracted && picture.Snapshot.Circuits[circuit.Index].DrawnPower is { } power && power > contracted)
            {
                alarms.Add(("over-limit", $"{circuit.Id}/kW", FormattableString.Invariant($"{circuit.Id} draws {power.Value / 1000:0.#} kW, more than its {contracted.Value / 1000:0.#} kW")));
            }

            if (circuit.LimitApparent is { } carried && picture.Snapshot.Circuits[circuit.Index].DrawnApparent is { } apparent && apparent > carried)
            {
                alarms.Add(("over-limit", $"{circuit.Id}/kVA", FormattableString.Invariant($"{circuit.Id} carries {apparent.Value / 1000:0.#} kVA, more than its {carried.Value / 1000:0.#} kVA")));
            }

            foreach (var phase in PerPhase.Each)
            {
                if (-drawn[phase].Value > circuit.LimitAmps[phase].Value)
                {
                    alarms.Add(("feed-in-over-limit", $"{circuit.Id}/{phase}", FormattableString.Invariant(
                        $"{circuit.Id} {phase} feeds {-drawn[phase].Value:0.#} A back, more than its {circuit.LimitAmps[phase].Value:0.#} A; no setpoint of a vehicle can cure that, what feeds in must be lowered")));
                }

                if (drawn[phase] > circuit.LimitAmps[phase])
                {
                    var cause = picture.Decision.Circuits[circuit.Index].Uncontrolled[phase] > circuit.LimitAmps[phase] ? ", not caused by vehicles" : string.Empty;
                    alarms.Add(("over-limit", $"{circuit.Id}/{phase}", FormattableString.Invariant(
                        $"{circuit.Id} {phase} draws {drawn[phase].Value:0.#} A, more than its {circuit.LimitAmps[phase].Value:0.#} A{cause}")));
                }
            }
        }
    }

    private static void Times(SitePicture picture, List<(string, string, string)> alarms)
    {
        var snapshot = picture.Snapshot;
        if (snapshot.Clock.Unknown)
        {
            alarms.Add(("clock-unknown", "controller", "the controller's clock is not set or jumps: every limit of the calendar holds"));
        }
        else if (snapshot.Clock.JumpedAt is { } jumped && picture.Decision.At - jumped < SiteTimetable.Doubt)
        {
            alarms.Add(("clock-jumped", "controller", "the controller's clock jumped: limits of the calendar hold by the time before and after"));
        }

        if (snapshot.Site.Dimming is { } rule && snapshot.Dimming.Limit(rule, picture.Decision.At) is { } limit)
        {
            var why = snapshot.Dimming.IsLost(rule, picture.Decision.At) ? "the grid operator's signal is lost, which counts as dimmed" : "the grid operator dims";
            alarms.Add(("dimmed", "grid operator", FormattableString.Invariant($"{why}: all charging keeps {limit.Value / 1000:0.##} kW")));
        }
    }

    private static void Stations(SitePicture picture, List<(string, string, string)> alarms)
    {
        var snapshot = picture.Snapshot;
        foreach (var station in snapshot.Site.Stations)
        {
            var state = snapshot.Stations[station.Index];
            if (state is { Online: true, RefusesProfiles: true })
            {
                alarms.Add(("not-controllable", station.Id.Value, $"station {station.Id} refuses charging profiles and is counted at its hardware maximum"));
            }

            if (state.Connections.IsRestless(picture.Decision.At))
            {
                alarms.Add(("reconnects", station.Id.Value, FormattableString.Invariant(
                    $"station {station.Id} has connected more than {ConnectionPace.Most} times in {ConnectionPace.Window.TotalMinutes:0} minutes: look at its network and its power; its share stays counted")));
            }

            if (state.Writes.Daily is { } budget && state.Writes.LastDay(picture.Decision.At).Total is var writes && writes >= budget)
            {
                alarms.Add(("write-budget", station.Id.Value, writes > budget
                    ? $"station {station.Id} was written to {writes} times in 24 h, more than its {budget}: decreases and fallbacks are never held back, nothing else is raised or renewed"
                    : $"station {station.Id} has used up its {budget} profile writes in 24 h: nothing is raised or renewed until the oldest are a day old"));
            }

            foreach (var evse in station.Evses)
            {
                if (snapshot.Evses[evse].Wiring.Fits is { } fits)
                {
                    alarms.Add(("phases-differ", station.Id.Value,
                        $"the current of station {station.Id} flows on other phases than its rotation {station.Rotation} says: {fits} would fit; until the restart it counts on all phases"));
                }

                if (snapshot.Evses[evse].NotFollowingSince is { } since && picture.Decision.At - since > TimeSpan.FromSeconds(15))
                {
                    alarms.Add(("not-following", snapshot.Site.Evses[evse].Id.ToString(), $"{snapshot.Site.Evses[evse].Id} draws more than its limit"));
                }
            }
        }
    }
}
