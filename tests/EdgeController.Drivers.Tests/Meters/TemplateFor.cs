using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;

namespace EdgeController.Drivers.Tests.Meters;

/// <summary>A template with every quantity in one type, at 0, 4, 8 ... of the input registers; energies in a block of their own.</summary>
internal static class TemplateFor
{
    public static MeterTemplate Type(RegisterType type, WordOrder order, double scale, ImmutableArray<ulong> notAvailable) => new()
    {
        Id = "test",
        Products = [],
        WordOrder = order,
        Blocks = [new RegisterBlock(4, 0, 44), new RegisterBlock(4, 100, 8)],
        Voltage = Three(0, type, scale, notAvailable),
        Current = Three(12, type, scale, notAvailable),
        Power = Three(24, type, scale, notAvailable),
        TotalPower = new RegisterValue(36, type, scale, notAvailable),
        Frequency = new RegisterValue(40, type, scale, notAvailable),
        EnergyImport = new RegisterValue(100, type, scale, notAvailable),
        EnergyExport = new RegisterValue(104, type, scale, notAvailable),
    };

    public static Meter Meter(int unit = 1, int port = 502, string phases = "L1L2L3", double pollSeconds = 1) => new()
    {
        Id = new MeterId($"meter-{unit}"),
        Index = 0,
        Template = "test",
        Host = "127.0.0.1",
        Port = port,
        Unit = unit,
        Poll = TimeSpan.FromSeconds(pollSeconds),
        Phases = PhaseRotation.Parse(phases)!,
    };

    /// <summary>230 V, 10 / -20 / 30 A at 0.9 power factor.</summary>
    public static MeterSample Sample { get; } = new()
    {
        Voltage = PerPhase.All<Volts?>(new Volts(230)),
        Current = new(new Amperes(10), new Amperes(-20), new Amperes(30)),
        ActiveCurrent = new(new Amperes(9), new Amperes(-18), new Amperes(27)),
        Power = new(new Watts(2070), new Watts(-4140), new Watts(6210)),
        TotalPower = new Watts(4140),
        FrequencyHertz = 50,
        EnergyImport = new WattHours(1000),
        EnergyExport = new WattHours(0),
    };

    private static PhaseValues Three(int at, RegisterType type, double scale, ImmutableArray<ulong> notAvailable) => new(
        new RegisterValue(at, type, scale, notAvailable),
        new RegisterValue(at + 4, type, scale, notAvailable),
        new RegisterValue(at + 8, type, scale, notAvailable));
}
