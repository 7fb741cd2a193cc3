using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>One device of the field killed or frozen.</summary>
/// <param name="Id">Its number in the catalogue of faults.</param>
/// <param name="Device">What it happens to.</param>
/// <param name="What">What happens.</param>
/// <param name="Circuit">Where load steps to its assumed maximum at the same moment; null where nothing is hidden.</param>
/// <param name="NamedWithin">Seconds until the API must name it.</param>
/// <param name="Subjects">Subjects of alarms that name it.</param>
/// <param name="Begin">Begins it.</param>
/// <param name="End">Restores the device.</param>
internal sealed record FieldFault(string Id, string Device, string What, string? Circuit, double NamedWithin, string[] Subjects, Func<FieldRig, Task> Begin, Func<FieldRig, Task> End)
{
    // Silence is named after 2.5 polls; a busy machine has two seconds more.
    private const double Silence = 4.5;

    // Values that stand still are a fault by themselves after 45 s.
    private const double Still = 60;

    public static FieldFault GridKilled { get; } = Meter("A1", "grid meter (TCP)", "killed", "main", "grid", Silence, MeterFault.Gone);

    public static FieldFault GridFrozen { get; } = Meter("A2", "grid meter (TCP)", "frozen", "main", "grid", Still, MeterFault.Frozen);

    public static FieldFault ShedKilled { get; } = Meter("A1", "sub meter (TCP)", "killed", "shed", "shed", Silence, MeterFault.Gone);

    public static FieldFault ShedFrozen { get; } = Meter("A2", "sub meter (TCP)", "frozen", "shed", "shed", Still, MeterFault.Frozen);

    public static FieldFault HallKilled { get; } = new("A1", "sub meter (RTU)", "killed: adapter unplugged", "hall", Silence, ["hall"], rig => rig.Serial.UnplugAsync(), rig => Done(rig.Serial.Plug));

    public static FieldFault HallFrozen { get; } = Meter("A2", "sub meter (RTU)", "frozen", "hall", "hall", Still, MeterFault.Frozen);

    public static FieldFault BrokerKilled { get; } = new("B1", "broker (MQTT)", "killed", "yard", Silence, ["yard", "broker"], rig => rig.Mqtt.Broker.EndAsync(), rig => rig.Mqtt.Broker.RestartAsync());

    public static FieldFault BrokerFrozen { get; } = new("B1", "broker (MQTT)", "frozen", "yard", Silence, ["yard", "broker"], rig => rig.Mqtt.Broker.FreezeAsync(), rig => rig.Mqtt.Broker.ThawAsync());

    public static FieldFault YardKilled { get; } = new("A1", "sub meter (MQTT)", "killed", "yard", Silence, ["yard"], rig => Done(() => rig.Mqtt.Meter = Publishing.Silent), rig => Done(() => rig.Mqtt.Meter = Publishing.Normal));

    public static FieldFault YardFrozen { get; } = new("A2", "sub meter (MQTT)", "frozen", "yard", Still, ["yard"], rig => Done(() => rig.Mqtt.Meter = Publishing.Frozen), rig => Done(() => rig.Mqtt.Meter = Publishing.Normal));

    public static FieldFault RoofKilled { get; } = Unit("inverter (SunSpec)", "killed", "roof", Silence, SunSpecFault.Killed);

    public static FieldFault RoofFrozen { get; } = Unit("inverter (SunSpec)", "frozen", "roof", Still, SunSpecFault.Frozen);

    public static FieldFault CellKilled { get; } = Unit("battery (SunSpec)", "killed", "cell", Silence, SunSpecFault.Killed);

    public static FieldFault CellFrozen { get; } = Unit("battery (SunSpec)", "frozen", "cell", Still, SunSpecFault.Frozen);

    // What was told last holds for ten seconds.
    public static FieldFault PriceKilled { get; } = new("B1", "price feed (MQTT)", "killed", null, 14, ["price"], rig => Done(() => rig.Mqtt.Prices = Publishing.Silent), rig => Done(() => rig.Mqtt.Prices = Publishing.Normal));

    public static FieldFault PriceFrozen { get; } = new("B1", "price feed (MQTT)", "frozen", null, 14, ["price"], rig => Done(() => rig.Mqtt.Prices = Publishing.Frozen), rig => Done(() => rig.Mqtt.Prices = Publishing.Normal));

    public override string ToString() => $"{Id} {Device} {What}";

    private static FieldFault Meter(string id, string device, string what, string circuit, string meter, double within, MeterFault fault) =>
        new(id, device, what, circuit, within, [meter], rig => Done(() => rig.Set(meter, fault)), rig => Done(() => rig.Set(meter, MeterFault.None)));

    private static FieldFault Unit(string device, string what, string name, double within, SunSpecFault fault) =>
        new("A18", device, what, null, within, [name], rig => Done(() => rig.Set(name, fault)), rig => Done(() => rig.Set(name, SunSpecFault.None)));

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
