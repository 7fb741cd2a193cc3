using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Energy that a vehicle has received over the last days: what lies further back counts for less, half after two days. Decides who is
/// next where not all can charge at once.
/// </summary>
public readonly record struct ReceivedEnergy
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(2);

    private readonly double _wattHours;
    private readonly Instant _at;

    private ReceivedEnergy(double wattHours, Instant at) => (_wattHours, _at) = (wattHours, at);

    /// <summary>What counted so much a while ago.</summary>
    public static ReceivedEnergy Of(WattHours then, Instant now, TimeSpan ago) => new(then.Value * Math.Pow(0.5, ago / HalfLife), now);

    /// <summary>What counts now.</summary>
    public WattHours At(Instant now) => new(_wattHours == 0 ? 0 : _wattHours * Math.Pow(0.5, (now - _at) / HalfLife));

    public ReceivedEnergy Add(WattHours gained, Instant now) => gained.Value > 0 ? new(At(now).Value + gained.Value, now) : this;

    /// <summary>
    /// What came since the last sample: the currents over the time between, since every station sends them and registers jump; the register
    /// where no currents are sent. A gap counts for a minute at most.
    /// </summary>
    public static WattHours Since(EvseState evse, EvseMetered metered, Volts nominal)
    {
        if (metered.Current is { } current)
        {
            var elapsed = metered.At - (evse.Sample?.At ?? metered.At);
            var hours = Math.Clamp(elapsed.TotalHours, 0, EvseSample.TooOld.TotalHours);
            var amps = (current.L1 + current.L2 + current.L3).Value;
            return new WattHours(amps is > 0 and < 10_000 ? amps * nominal.Value * hours : 0);
        }

        return metered.Energy is { } now && evse.Session?.Energy is { } before && (now - before).Value is > 0 and < 1e6 and var gained
            ? new WattHours(gained)
            : WattHours.Zero;
    }
}
