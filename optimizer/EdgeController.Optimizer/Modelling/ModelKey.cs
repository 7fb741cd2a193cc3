namespace EdgeController.Optimizer.Modelling;

/// <summary>What a column or a row stands for. With entity and time it is the same in every problem of a site, which lets a basis be carried on.</summary>
internal enum Part : byte
{
    // Columns.
    Charge = 1,
    Discharge,
    VehicleStore,
    Shortage,
    Surplus,
    WorstShortage,
    SwitchUp,
    SwitchDown,
    BatteryCharge,
    BatteryDischarge,
    BatteryStore,
    PvPower,
    GridImport,
    GridExport,
    Peak,
    Overload,
    Constant,
    BelowFallback,
    OverReserve,

    // Rows.
    Energy = 64,
    StoreStep,
    Target,
    Taper,
    Fairness,
    Switch,
    BatteryStep,
    Balance,
    Quarter,
    Current,
    BackCurrent,
    Power,
    ExportPower,
    Charging,
    Unbalance,
    VehicleCurrent,
    VehiclePower,
    AtLeastFallback,
    HeldCurrent,
    HeldPower,
}

/// <summary>Makes the 64-bit keys: part, entity, phase or piece, and the minute in which the slot begins.</summary>
internal static class ModelKey
{
    public static ulong Of(Part part, int entity, int piece, uint minute) => ((ulong)part << 56) | ((ulong)(uint)(entity & 0xFFFFF) << 36) | ((ulong)(uint)(piece & 0xF) << 32) | minute;

    /// <summary>Whether both stand for the same, in slots that may differ.</summary>
    public static bool IsSameThing(ulong one, ulong other) => one >> 32 == other >> 32;
}

/// <summary>A number for each id, the same for as long as the planner lives.</summary>
internal sealed class EntityNumbers
{
    private readonly Dictionary<(char Kind, string Id), int> _numbers = [];

    public int Of(char kind, string id)
    {
        if (!_numbers.TryGetValue((kind, id), out var number))
        {
            _numbers[(kind, id)] = number = _numbers.Count + 1;
        }

        return number;
    }

    /// <summary>Forgets all when there are so many that keys could meet; the next solve then starts cold.</summary>
    public void Trim()
    {
        if (_numbers.Count > 500_000)
        {
            _numbers.Clear();
        }
    }
}
