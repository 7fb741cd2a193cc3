using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Simulator.Electrical;

/// <summary>
/// A PV array or a battery that runs by itself, balanced over its phases. PV follows the sun; a battery keeps the flow at its root near
/// zero: it charges from what would be fed out and discharges to cover load, as its store allows.
/// </summary>
public sealed class SimulatedResource(EnergyResource resource, Site site)
{
    /// <summary>A battery holds what it delivers in so many hours at full power.</summary>
    internal const double Hours = 2;

    /// <summary>Largest change of a battery's power in one second, as a share of its maximum.</summary>
    private const double Slope = 1;

    private readonly double _capacity = resource.Max.Value * Hours;
    private readonly PvArray _sun = new(resource.Circuit, resource.Max.Value / 1000);
    private readonly int _root = site.Circuits[resource.Circuit].PathToRoot[^1];
    private double _stored = resource.Max.Value * Hours / 2;

    public EnergyResource Resource => resource;

    /// <summary>Fault: the inverter is off.</summary>
    public bool Tripped { get; set; }

    /// <summary>Fault: the battery charges at full power, whatever the load.</summary>
    public bool ForcedCharging { get; set; }

    /// <summary>What its device orders it to do.</summary>
    public DeviceCommand Command { get; set; } = DeviceCommand.None;

    /// <summary>What it would feed in if nobody held it back.</summary>
    public double Available { get; private set; }

    /// <summary>Power at its terminals; negative where it feeds in.</summary>
    public double Watts { get; private set; }

    /// <summary>Share of the battery's store that is full.</summary>
    public double StateOfCharge => _stored / _capacity;

    /// <summary>Current on that phase; negative where it feeds in.</summary>
    public double Amps(Phase phase) => resource.Wired.Has(phase) ? Watts / site.NominalVoltage.Value / resource.Wired.Count() : 0;

    /// <summary>The next second, from the flows of the last one, with that share of a clear sky's sun.</summary>
    public void Advance(TimeSpan sinceMidnight, ElectricalTree before, double sky = 1)
    {
        if (resource.Kind == ResourceKind.Vehicle)
        {
            // The vehicle itself is at its EVSE.
            return;
        }

        if (Tripped || before.IsDead(resource.Circuit))
        {
            (Watts, Available) = (0, 0);
        }
        else if (resource.Kind == ResourceKind.Pv)
        {
            Available = 1000 * sky * _sun.AmpsAt(sinceMidnight);
            Watts = -Math.Min(Math.Min(Available, Command.FeedInAtMost), Resource.Control?.OwnLimit?.Value ?? double.PositiveInfinity);
        }
        else
        {
            Regulate(before.Watts(_root));
        }
    }

    private void Regulate(double atRoot)
    {
        var most = resource.Max.Value;
        var wanted = ForcedCharging ? most : Math.Clamp(Math.Clamp(Watts - atRoot, Math.Min(Command.Least, Command.Most), Command.Most), -most, most);
        wanted = _stored >= _capacity ? Math.Min(0, wanted) : _stored <= 0 ? Math.Max(0, wanted) : wanted;
        Watts += Math.Clamp(wanted - Watts, -most * Slope, most * Slope);
        _stored = Math.Clamp(_stored + (Watts / 3600), 0, _capacity);
    }
}
