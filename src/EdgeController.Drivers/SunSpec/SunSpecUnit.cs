using System.Collections.Frozen;
using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.SunSpec;

/// <summary>What one SunSpec device is to the site: a meter, a resource that is steered, or both.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its TCP port.</param>
/// <param name="Unit">Its Modbus unit id.</param>
/// <param name="Kind">What it is.</param>
public sealed record SunSpecUnit(string Host, int Port, int Unit, SunSpecKind Kind)
{
    /// <summary>What a template in the site file makes of a device.</summary>
    private static readonly FrozenDictionary<string, SunSpecKind> Kinds = new Dictionary<string, SunSpecKind>(StringComparer.Ordinal)
    {
        ["sunspec-meter"] = SunSpecKind.Meter,
        ["sunspec-inverter"] = SunSpecKind.Inverter,
        ["sunspec-storage"] = SunSpecKind.Storage,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What each template fits, for lists.</summary>
    public static IReadOnlyList<(string Template, string Fits)> Templates { get; } =
    [
        ("sunspec-inverter", "any PV inverter with SunSpec models 101 to 103, 111 to 113 or 701; curtailed by 704 or 123"),
        ("sunspec-meter", "any meter with SunSpec models 201 to 204 or 211 to 214"),
        ("sunspec-storage", "any battery inverter with SunSpec, the same models with 713, 714 or 802; steered by 704 or 124"),
    ];

    /// <summary>Read at every poll; all others once.</summary>
    private static readonly FrozenSet<int> Moving =
        new[] { 101, 102, 103, 111, 112, 113, 122, 123, 124, 160, 201, 202, 203, 204, 211, 212, 213, 214, 701, 704, 713, 714, 802 }.ToFrozenSet();

    private static readonly FrozenSet<int> Standing = new[] { 1, 120, 121, 702, 703 }.ToFrozenSet();

    /// <summary>The meter that it is; null where it is only steered.</summary>
    public Meter? Meter { get; init; }

    /// <summary>The resource that it is; null where it is only read.</summary>
    public EnergyResource? Resource { get; init; }

    /// <summary>True only in a negative control: see <see cref="SunSpecSteering"/>.</summary>
    public bool Trusts { get; init; }

    /// <summary>The bus that it shares with whatever has the same address; a steered device that is no meter is reached by TCP.</summary>
    public BusAddress Bus => new(Host, Port, Meter?.Serial);

    public TimeSpan Poll => Meter?.Poll ?? TimeSpan.FromSeconds(1);

    /// <summary>The kind that a template stands for; null where it is no SunSpec template.</summary>
    public static SunSpecKind? KindOf(string template) => Kinds.TryGetValue(template, out var kind) ? kind : null;

    /// <summary>All SunSpec devices of the site: one for each address, as meter, resource or both.</summary>
    public static ImmutableArray<SunSpecUnit> Of(Site site, bool trusts = false)
    {
        var units = new Dictionary<(string, int, int), SunSpecUnit>();
        foreach (var meter in site.Meters)
        {
            if (KindOf(meter.Template) is { } kind)
            {
                units[(meter.Host, meter.Port, meter.Unit)] = new SunSpecUnit(meter.Host, meter.Port, meter.Unit, kind) { Meter = meter, Trusts = trusts };
            }
        }

        foreach (var resource in site.Resources)
        {
            if (resource.Control is { } control && KindOf(control.Template) is { } kind)
            {
                var key = (control.Host, control.Port, control.Unit);
                var unit = units.GetValueOrDefault(key) ?? new SunSpecUnit(control.Host, control.Port, control.Unit, kind) { Trusts = trusts };
                units[key] = unit with { Resource = resource };
            }
        }

        return [.. units.Values];
    }

    /// <summary>Whether the model is to be read now.</summary>
    public static bool Reads(int model, bool first) => Moving.Contains(model) || (first && Standing.Contains(model));

    /// <summary>What a poll that went well tells the site.</summary>
    public ImmutableArray<SiteEvent> Events(SunSpecImage image, SunSpecSteering? steering, Instant at)
    {
        var events = ImmutableArray.CreateBuilder<SiteEvent>(2);
        if (Meter is not null)
        {
            events.Add(SunSpecMeasurement.ToEvent(Meter, Kind, image, at));
        }

        if (Resource is not null && steering is not null)
        {
            var ratings = SunSpecRatings.Of(image);
            events.Add(new ResourceReported(at, Resource.Id, steering.State, steering.Problem)
            {
                StateOfCharge = ratings.StateOfCharge,
                Capacity = ratings.CapacityWattHours is { } capacity ? new WattHours(capacity) : null,
                BatteryPower = ratings.BatteryWatts is { } battery ? new Watts(battery) : null,
                ChargeAtMost = ratings.ChargeWatts is { } charge ? new Watts(charge) : null,
                RevertsFreely = Resource.Kind == ResourceKind.Pv && SteeringFrames.ModelFor(image, ResourceKind.Pv) == 123,
                DischargeAtMost = ratings.DischargeWatts is { } discharge ? new Watts(discharge) : null,
            });
        }

        return events.DrainToImmutable();
    }

    /// <summary>What a poll that failed tells the site.</summary>
    public ImmutableArray<SiteEvent> Failed(Instant at, string why)
    {
        var events = ImmutableArray.CreateBuilder<SiteEvent>(2);
        if (Meter is not null)
        {
            events.Add(new MeterReadFailed(at, Meter.Id, why));
        }

        if (Resource is not null)
        {
            events.Add(new ResourceReported(at, Resource.Id, SteeringState.Unreachable, why));
        }

        return events.DrainToImmutable();
    }
}
