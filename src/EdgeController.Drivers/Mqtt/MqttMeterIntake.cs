using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// Makes readings of one meter from messages, without I/O. A reading is whole when every value has been told anew since the one before, and is
/// as old as the oldest of its values; what the broker retained is never a value, and a value older than the meter's time to live is none.
/// </summary>
public sealed class MqttMeterIntake
{
    private const double LowestMainsVolts = 80;
    private const double HighestMainsVolts = 520;

    /// <summary>A state of charge moves slowly, and is told now and then.</summary>
    private static readonly TimeSpan ChargeHolds = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);

    private readonly Meter _meter;
    private readonly MqttMeter _source;
    private readonly Volts _nominal;
    private readonly Phases _wired;
    private readonly JsonPath? _timePath;
    private readonly bool _takesRetained;
    private readonly Slot[] _slots;
    private readonly Slot? _charge;
    private Instant? _lastReading;
    private Instant? _lastTold;
    private string? _why;

    /// <param name="meter">A meter over MQTT.</param>
    /// <param name="nominal">Voltage where the meter tells none.</param>
    /// <param name="wired">Site phases of what it measures, where it tells only a total.</param>
    /// <param name="takesRetained">Only in a negative control.</param>
    public MqttMeterIntake(Meter meter, Volts nominal, Phases wired, bool takesRetained = false)
    {
        _charge = Slot.Of("state of charge", meter.Mqtt!.StateOfCharge);
        (_meter, _source, _nominal, _wired, _takesRetained) = (meter, meter.Mqtt!, nominal, wired, takesRetained);
        _timePath = _source.TimePath is { } path ? JsonPath.Parse(path) : null;
        _slots =
        [
            .. PerPhase.Each.SelectMany(phase => new Slot?[]
            {
                Slot.Of($"voltage of {phase}", _source.Voltage[phase]), Slot.Of($"current of {phase}", _source.Current[phase]), Slot.Of($"power of {phase}", _source.Power[phase]),
            }).Append(Slot.Of("power", _source.Total)).OfType<Slot>(),
        ];
    }

    /// <summary>The topics that it reads, each once.</summary>
    public IEnumerable<string> Topics => _slots.Append(_charge).OfType<Slot>().Select(slot => slot.Value.Topic).Distinct(StringComparer.Ordinal);

    /// <summary>Why the last message or reading was not taken; null where it was.</summary>
    public string? Why => _why;

    /// <summary>Takes a message of one of its topics; returns a reading where it is whole now.</summary>
    public SiteEvent? Take(MqttMessage message, DateTimeOffset wall)
    {
        if (message.Retained && !_takesRetained)
        {
            _why = $"{message.Topic}: retained, so that nobody knows how old it is";
            return null;
        }

        using var payload = new MqttPayload(message);
        if (MeasuredAt(message, payload, wall) is not { } at)
        {
            return null;
        }

        TakeCharge(message, payload, at);
        if (!Array.Exists(_slots, slot => slot.Value.Topic == message.Topic))
        {
            return null;
        }

        foreach (var slot in _slots.Where(slot => slot.Value.Topic == message.Topic))
        {
            var (number, problem) = payload.ReadNumber(slot.Path, slot.Value.Path);
            if (number is null)
            {
                // The last value stays, and grows old.
                _why = $"{message.Topic}: {slot.Name}: {problem}";
                return null;
            }

            (slot.Number, slot.At, slot.IsNew) = (number.Value * slot.Value.Factor, at, true);
        }

        return Array.TrueForAll(_slots, slot => slot.IsNew) ? Reading(message.At) : null;
    }

    /// <summary>Called once a second: says why nothing comes, where nothing comes.</summary>
    public SiteEvent? Elapse(Instant now)
    {
        var since = _lastTold ?? Instant.Start;
        if (now - since < (_meter.Poll * 2.5) + TimeSpan.FromSeconds(1))
        {
            return null;
        }

        var silent = _slots.Where(slot => slot.At is not { } at || now - at > _meter.Poll * 2.5).Select(slot => slot.Value.Topic).Distinct(StringComparer.Ordinal).FirstOrDefault();
        return new MeterReadFailed(now, _meter.Id, _why ?? (silent is null ? "no whole reading" : $"nothing comes on {silent}"));
    }

    private Instant? MeasuredAt(MqttMessage message, MqttPayload payload, DateTimeOffset wall)
    {
        if (_timePath is null)
        {
            return message.At;
        }

        var (time, problem) = payload.ReadTime(_timePath, _source.TimePath!);
        var age = wall - time;
        _why = time is null ? $"{message.Topic}: {problem}"
            : age > _source.Ttl ? FormattableString.Invariant($"{message.Topic}: measured {age.Value.TotalSeconds:0.#} s before it came, longer than {_source.Ttl.TotalSeconds:0.#} s")
            : age < -Ahead ? FormattableString.Invariant($"{message.Topic}: measured {-age.Value.TotalSeconds:0.#} s in the future: one of the two clocks is wrong")
            : null;
        return _why is not null ? null : age > TimeSpan.Zero ? message.At - age.Value : message.At;
    }

    /// <summary>It hinders no reading: what is not between 0 and 100 % is passed over, and grows old.</summary>
    private void TakeCharge(MqttMessage message, MqttPayload payload, Instant at)
    {
        if (_charge is { } slot && slot.Value.Topic == message.Topic && payload.ReadNumber(slot.Path, slot.Value.Path).Item1 * slot.Value.Factor is >= 0 and <= 100 and var percent)
        {
            (slot.Number, slot.At) = (percent / 100, at);
        }
    }

    private SiteEvent? Reading(Instant now)
    {
        foreach (var slot in _slots)
        {
            slot.IsNew = false;
        }

        var oldest = _slots.Min(slot => slot.At)!.Value;
        if (now - oldest > _source.Ttl || oldest <= _lastReading)
        {
            _why = FormattableString.Invariant($"a value is {(now - oldest).TotalSeconds:0.#} s old");
            return null;
        }

        (_lastReading, _lastTold, _why) = (oldest, now, null);
        var (voltage, power) = (Each("voltage of"), Each("power of"));
        foreach (var phase in PerPhase.Each)
        {
            if (voltage[phase] is { } volts and not (>= LowestMainsVolts and <= HighestMainsVolts))
            {
                _why = FormattableString.Invariant($"the voltage on {phase} is {volts:G4} V, outside {LowestMainsVolts}..{HighestMainsVolts} V");
                return new MeterReadFailed(now, _meter.Id, _why);
            }
        }

        var told = Find("power");
        var whole = power is { L1: { } a, L2: { } b, L3: { } c } ? a + b + c : (double?)null;
        return new MeterReading(oldest, _meter.Id, whole is null ? Split(told!.Value) : Currents(power, Each("current of")), (told ?? whole) is { } total ? new Watts(total) : null)
        {
            StateOfCharge = _charge is { At: { } charged } charge && now - charged <= ChargeHolds ? charge.Number : null,
            Voltage = voltage is { L1: { } v1, L2: { } v2, L3: { } v3 } ? ToSite(new PerPhase<Volts>(new(v1), new(v2), new(v3))) : null,
            PhasePower = whole is null ? null : ToSite(power.Select(watts => new Watts(watts!.Value))),
        };
    }

    private PerPhase<Amperes> Currents(PerPhase<double?> power, PerPhase<double?> current)
    {
        Amperes One(Phase phase)
        {
            var magnitude = Math.Abs(current[phase] ?? (power[phase]!.Value / _nominal.Value));
            return new Amperes(power[phase] < 0 ? -magnitude : magnitude);
        }

        return ToSite(new PerPhase<Amperes>(One(Phase.L1), One(Phase.L2), One(Phase.L3)));
    }

    private PerPhase<Amperes> Split(double watts)
    {
        var each = new Amperes(watts / _nominal.Value / Math.Max(1, _wired.Count()));
        return new(_wired.Has(Phase.L1) ? each : Amperes.Zero, _wired.Has(Phase.L2) ? each : Amperes.Zero, _wired.Has(Phase.L3) ? each : Amperes.Zero);
    }

    private PerPhase<T> ToSite<T>(PerPhase<T> terminals)
        where T : struct => _meter.Phases.ToSite(terminals, default);

    private PerPhase<double?> Each(string what) => new(Find($"{what} L1"), Find($"{what} L2"), Find($"{what} L3"));

    private double? Find(string name) => Array.Find(_slots, slot => slot.Name == name)?.Number;

    /// <summary>One value and when it was told.</summary>
    private sealed class Slot(string name, MqttValue value)
    {
        public string Name { get; } = name;

        public MqttValue Value { get; } = value;

        public JsonPath? Path { get; } = value.Path is { } path ? JsonPath.Parse(path) : null;

        public double Number { get; set; }

        public Instant? At { get; set; }

        public bool IsNew { get; set; }

        public static Slot? Of(string name, MqttValue? value) => value is null ? null : new Slot(name, value);
    }
}
