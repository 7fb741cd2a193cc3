namespace EdgeController.Simulator.SunSpec;

/// <summary>What the registers of a device order now, at its terminals, in watts; charging positive.</summary>
/// <param name="Least">It draws at least this: below zero it may feed in as much.</param>
/// <param name="Most">It draws at most this.</param>
/// <param name="FeedInAtMost">It feeds in at most this.</param>
public readonly record struct DeviceCommand(double Least, double Most, double FeedInAtMost)
{
    public static readonly DeviceCommand None = new(double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity);
}

/// <summary>
/// The controls of a SunSpec device with reversion timers that really revert: 123 (limit), 124 (storage), 704 (limit and power). Each write
/// into a control starts its timer anew.
/// </summary>
public sealed class SunSpecTimers(SunSpecRegisters registers)
{
    private readonly Control[] _controls =
    [
        new(123, 5, 9, "WMaxLim_Ena", "WMaxLimPct_RvrtTms", null),
        new(124, 5, 16, "StorCtl_Mod", "InOutWRte_RvrtTms", null),
        new(704, 14, 19, "WMaxLimPctEna", "WMaxLimPctRvrtTms", "WMaxLimPctRvrtRem"),
        new(704, 22, 32, "WSetEna", "WSetRvrtTms", "WSetRvrtRem"),
    ];

    /// <summary>Whether those registers may be written.</summary>
    public bool Takes(int start, int count) => _controls.Any(control => control.Holds(registers, start, count));

    /// <summary>Registers were written.</summary>
    public void Written(int start)
    {
        foreach (var control in _controls.Where(control => control.Holds(registers, start, 1)))
        {
            control.Left = registers[control.Model, control.Timer] ?? 0;
        }
    }

    /// <summary>The next second.</summary>
    public void Advance(bool reverts)
    {
        foreach (var control in _controls.Where(control => registers[control.Model, control.Ena] is > 0 && control.Left > 0))
        {
            control.Left -= reverts ? 1 : 0;
            if (control.Left <= 0)
            {
                Revert(control);
            }
        }

        foreach (var control in _controls.Where(control => control.Remaining is not null))
        {
            registers.Set(control.Model, control.Remaining!, control.Left);
        }
    }

    /// <summary>What holds now.</summary>
    public DeviceCommand Command()
    {
        var command = DeviceCommand.None;
        if (registers[123, "WMaxLim_Ena"] == 1 && registers[121, "WMax"] is { } most && registers[123, "WMaxLimPct"] is { } share)
        {
            command = command with { FeedInAtMost = most * share / 100 };
        }

        if (registers[704, "WMaxLimPctEna"] == 1 && registers[702, "WMax"] is { } rating && registers[704, "WMaxLimPct"] is { } percent)
        {
            command = command with { FeedInAtMost = rating * percent / 100 };
        }

        if (registers[704, "WSetEna"] == 1 && registers[704, "WSet"] is { } set)
        {
            command = command with { Least = -set, Most = -set };
        }

        if (registers[124, "StorCtl_Mod"] is > 0 and var mode && registers[124, "WChaMax"] is { } charge)
        {
            command = command with
            {
                Most = ((int)mode & 1) == 0 ? command.Most : charge * (registers[124, "InWRte"] ?? 100) / 100,
                Least = ((int)mode & 2) == 0 ? command.Least : -(registers[120, "MaxDisChaRte"] ?? charge) * (registers[124, "OutWRte"] ?? 100) / 100,
            };
        }

        return command;
    }

    /// <summary>The function ends, or 704's limit falls to its reversion value where that is enabled.</summary>
    private void Revert(Control control)
    {
        if (control.Ena == "WMaxLimPctEna" && registers[704, "WMaxLimPctEnaRvrt"] == 1)
        {
            registers.Set(704, "WMaxLimPct", registers[704, "WMaxLimPctRvrt"]);
        }
        else
        {
            registers.Set(control.Model, control.Ena, 0);
        }
    }

    private sealed class Control(int model, int first, int last, string ena, string timer, string? remaining)
    {
        public int Model { get; } = model;

        public string Ena { get; } = ena;

        public string Timer { get; } = timer;

        public string? Remaining { get; } = remaining;

        public double Left { get; set; }

        public bool Holds(SunSpecRegisters registers, int start, int count) =>
            registers.Has(Model) && start >= registers.AddressOf(Model, first) && start + count - 1 <= registers.AddressOf(Model, last);
    }
}
