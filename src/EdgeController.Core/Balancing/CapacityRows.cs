using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each circuit can give to our EVSEs now, one row per circuit and phase, one for its power and one for its apparent power: the smaller of the working
/// capacity (usable limit minus uncontrolled load) and the reserve (1.13 x breaker minus the highest load that can arise), each less
/// the room for newcomers. Row number = circuit x <see cref="PerCircuit"/> + phase, + <see cref="Power"/> or + <see cref="Apparent"/>; rows of busbars and unbalance stand behind them (<see cref="RowLayout"/>).
/// </summary>
internal sealed class CapacityRows(SiteIndex index, RowLayout layout, GuardOptions options)
{
    public const int PerCircuit = 5;
    public const int Power = 3;
    public const int Apparent = 4;

    private readonly Unattended _unattended = new(index, options);
    private readonly WorkingLimits _limits = new(index, options);
    private readonly BusRows _bus = new(index, layout, options);
    private readonly UnbalanceRows _unbalance = new(index, layout, options);
    private readonly GroupRows _groups = new(index, layout, options);
    private readonly Reason?[] _reasons = new Reason?[layout.Count];
    private readonly Reason?[] _turns = new Reason?[layout.Count];
    private readonly Reason?[] _rooms = new Reason?[layout.Count];
    private readonly Reason?[] _rests = new Reason?[layout.Count];
    private readonly Reason?[] _modes = new Reason?[index.Site.Circuits.Length];
    private readonly bool[] _worded = new bool[layout.Count];
    private readonly double[] _uncontrolled = new double[index.Site.Circuits.Length * PerCircuit];

    /// <summary>Amperes, watts in power rows, volt-amperes in rows of apparent power; infinity where there is no limit.</summary>
    public double[] Capacity { get; } = new double[layout.Count];

    /// <summary>What each circuit's rows may carry at all now: the usable value, or a lower limit that comes and goes; infinity where there is none.</summary>
    public double[] Usable { get; } = [.. Enumerable.Repeat(double.PositiveInfinity, layout.Count)];

    /// <summary>True where the reserve is the smaller of the two.</summary>
    public bool[] ByReserve { get; } = new bool[layout.Count];

    /// <summary>
    /// By row, amperes per phase that increases leave free: <see cref="GuardOptions.Headroom"/> where what is free sways with the measured load. The reserve
    /// sways with nothing: where it is the smaller by more than that, all of it is used. Nor does a group limit, under which nothing but our EVSEs is.
    /// </summary>
    public double[] Headroom { get; } = [.. Enumerable.Range(0, layout.Count).Select(row => layout.KindOf(row) is RowKind.Group or RowKind.GroupPower ? 0 : options.Headroom.Value)];

    /// <summary>The worst mode on the way from the circuit to the root.</summary>
    public ControlMode[] Mode { get; } = new ControlMode[index.Site.Circuits.Length];

    /// <summary>The meter that is to blame for the mode, -1 in normal mode.</summary>
    public int[] Blamed { get; } = new int[index.Site.Circuits.Length];

    /// <summary>By circuit: its own meter, or one above it, shows more than may be used.</summary>
    public bool[] Over { get; } = new bool[index.Site.Circuits.Length];

    /// <summary>Uncontrolled load in force, in the rows' units.</summary>
    public ReadOnlySpan<double> Uncontrolled => _uncontrolled;

    public void Fill(SiteSnapshot snapshot, Instant now)
    {
        var site = index.Site;
        Array.Clear(_worded);
        _unattended.Fill(snapshot, now);
        _limits.Fill(snapshot, now);
        foreach (var circuit in site.Circuits)
        {
            Judge(snapshot, circuit, now);
            Over[circuit.Index] = (circuit.Parent is { } parent && Over[parent]) || ShowsTooMuch(snapshot.Circuits[circuit.Index], circuit);
        }

        for (var c = site.Circuits.Length - 1; c >= 0; c--)
        {
            var sees = Estimate(snapshot, site.Circuits[c], now);
            Limit(site.Circuits[c]);
            LimitBus(snapshot, site.Circuits[c], sees, now);
        }

        _unbalance.Fill(snapshot, Capacity, now);
        if (layout.Charging >= 0)
        {
            Capacity[layout.Charging] = _limits.Charging;
        }

        _groups.Fill(snapshot, Capacity);
    }

    /// <summary>After decreases and before increases: see <see cref="UnbalanceRows.Lower"/>.</summary>
    public void Lower(EvseView[] views, double[] confirmed, double[] told) => _unbalance.Lower(views, confirmed, told);

    /// <summary>The reason's words for a binding row; the same object as long as they are the same.</summary>
    public Reason Explain(int row)
    {
        if (!_worded[row])
        {
            var reason = Word(row);
            _worded[row] = true;
            if (_reasons[row] != reason)
            {
                _reasons[row] = reason;
                _turns[row] = reason.For(ReasonCode.AwaitingTurn, _turns[row]);
                _rooms[row] = reason.For(ReasonCode.AwaitingRoom, _rooms[row]);
                _rests[row] = reason.For(ReasonCode.Resting, _rests[row]);
            }
        }

        return _reasons[row]!;
    }

    /// <summary>The reason's words for who waits because the row has no room for another minimum.</summary>
    public Reason ExplainTurn(int row)
    {
        Explain(row);
        return _turns[row]!;
    }

    /// <summary>The reason's words for who was paused because the row had no room, and may not start again yet.</summary>
    public Reason ExplainRest(int row)
    {
        Explain(row);
        return _rests[row]!;
    }

    /// <summary>The reason's words for who waits until what the row has is confirmed free.</summary>
    public Reason ExplainRoom(int row)
    {
        Explain(row);
        return _rooms[row]!;
    }

    /// <summary>The reason's words for a circuit that is not in normal mode.</summary>
    public Reason ExplainMode(int circuit)
    {
        var code = Blamed[circuit] < 0 ? ReasonCode.ShuttingDown : Mode[circuit] == ControlMode.Blind ? ReasonCode.MeterBlind : ReasonCode.MeterStale;
        var subject = Blamed[circuit] < 0 ? null : index.Site.Meters[Blamed[circuit]].Id.Value;
        return _modes[circuit] is { } same && same.Code == code && same.Subject == subject ? same : _modes[circuit] = new Reason(code, subject);
    }

    private Reason Word(int row)
    {
        var circuit = index.Site.Circuits[layout.CircuitOf(row)];
        var (kind, phase) = (layout.KindOf(row), layout.PhaseOf(row));
        if (kind == RowKind.Bus)
        {
            return new Reason(ReasonCode.BusRating, circuit.Id.Value, phase, index.Site.Margin.Usable((circuit.Bus ?? circuit.LimitAmps)[phase]).Value);
        }

        if (kind == RowKind.Unbalance)
        {
            return new Reason(ReasonCode.Unbalance, circuit.Id.Value, phase, circuit.Unbalance!.Value.Value);
        }

        if (kind == RowKind.Charging)
        {
            return _limits.ExplainCharging();
        }

        if (kind is RowKind.Group or RowKind.GroupPower)
        {
            return _groups.Explain(row, Capacity[row]);
        }

        if (!ByReserve[row] && _limits.Explain(row) is { } lower)
        {
            return lower;
        }

        if (kind == RowKind.Power)
        {
            var kilowatts = ByReserve[row] ? Capacity[row] / 1000 : index.Site.Margin.Usable(circuit.LimitPower!.Value).Value / 1000;
            return new Reason(ByReserve[row] ? ReasonCode.PowerReserve : ReasonCode.PowerLimit, circuit.Id.Value, null, kilowatts);
        }

        if (kind == RowKind.Apparent)
        {
            var kilovoltamperes = ByReserve[row] ? Capacity[row] / 1000 : index.Site.Margin.Usable(circuit.LimitApparent!.Value).Value / 1000;
            return new Reason(ByReserve[row] ? ReasonCode.ApparentReserve : ReasonCode.ApparentLimit, circuit.Id.Value, null, kilovoltamperes);
        }

        var amps = ByReserve[row] ? Capacity[row] : index.Site.Margin.Usable(circuit.LimitAmps[phase]).Value;
        return new Reason(ByReserve[row] ? ReasonCode.Reserve : ReasonCode.CircuitLimit, circuit.Id.Value, phase, amps);
    }

    private void Judge(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        var mode = circuit.Parent is { } parent ? Mode[parent] : ControlMode.Normal;
        var blamed = circuit.Parent is { } above ? Blamed[above] : -1;
        if (!options.Without.HasFlag(Protections.MeterStaleness) && CircuitMeters.Best(snapshot, circuit, now) is var (meter, own) && own > mode)
        {
            (mode, blamed) = (own, meter);
        }

        if (snapshot.ShuttingDown && mode == ControlMode.Normal)
        {
            mode = ControlMode.NoIncrease;
        }

        (Mode[circuit.Index], Blamed[circuit.Index]) = (mode, blamed);
    }

    private bool ShowsTooMuch(CircuitState state, Circuit circuit)
    {
        var over = circuit.LimitPower is { } contract && state.DrawnPower is { } power && power > index.Site.Margin.Usable(contract);
        for (var phase = Phase.L1; phase <= Phase.L3 && state.Drawn is not null; phase++)
        {
            over |= state.Drawn.Value[phase] > index.Site.Margin.Usable(circuit.LimitAmps[phase]);
        }

        return over || (circuit.LimitApparent is { } limit && state.DrawnApparent is { } apparent && apparent > index.Site.Margin.Usable(limit));
    }

    /// <summary>Whether the circuit's own meter tells its load; else that is assumed.</summary>
    private bool Estimate(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        var state = snapshot.Circuits[circuit.Index];
        var row = circuit.Index * PerCircuit;
        var sees = state.Uncontrolled.L1.IsKnown && CircuitMeters.Best(snapshot, circuit, now) is { } best
            && (options.Without.HasFlag(Protections.MeterStaleness) || best.Mode != ControlMode.Blind);
        foreach (var phase in PerPhase.Each)
        {
            _uncontrolled[row + (int)phase] = sees ? state.Uncontrolled[phase].Estimate : index.AssumedOn[circuit.Index][phase].Value + OfChildren(circuit.Index, (int)phase);
        }

        if (BranchPower.IsDead(snapshot, circuit.Index, options.Without.HasFlag(Protections.SlowRelease) ? TimeSpan.Zero : options.DeadAfter, now))
        {
            _uncontrolled.AsSpan(row, PerCircuit).Clear();
            return false;
        }

        var assumed = index.AssumedOn[circuit.Index];
        var assumedWatts = (assumed.L1 + assumed.L2 + assumed.L3).Value * index.Site.NominalVoltage.Value;
        _uncontrolled[row + Power] = sees ? state.UncontrolledPower.Estimate : assumedWatts + OfChildren(circuit.Index, Power);
        if (options.Without.HasFlag(Protections.MeasuredHelp) && Generation.Promised(snapshot, circuit.Index, now) is > 0 and var promised)
        {
            foreach (var phase in PerPhase.Each)
            {
                _uncontrolled[row + (int)phase] -= promised / (3 * index.Site.NominalVoltage.Value);
            }

            _uncontrolled[row + Power] -= promised;
        }

        if (index.LimitsApparent)
        {
            _uncontrolled[row + Apparent] = sees ? state.UncontrolledApparent.Estimate : assumedWatts + OfChildren(circuit.Index, Apparent);
        }

        return sees;
    }

    private void LimitBus(SiteSnapshot snapshot, Circuit circuit, bool sees, Instant now)
    {
        if (index.Site.Resources.IsEmpty)
        {
            return;
        }

        var row = circuit.Index * PerCircuit;
        ReadOnlySpan<double> newcomers = [_unattended.Newcomers(row), _unattended.Newcomers(row + 1), _unattended.Newcomers(row + 2)];
        _bus.Fill(snapshot, circuit, sees, _uncontrolled.AsSpan(row, 3), newcomers, Capacity, now);
    }

    private double OfChildren(int circuit, int offset)
    {
        var sum = 0.0;
        foreach (var child in index.Children[circuit])
        {
            sum += _uncontrolled[(child * PerCircuit) + offset];
        }

        return sum;
    }

    private void Limit(Circuit circuit)
    {
        var site = index.Site;
        var row = circuit.Index * PerCircuit;
        var assumed = index.AssumedBelow[circuit.Index];
        foreach (var phase in PerPhase.Each)
        {
            var breaker = circuit.LimitAmps[phase];
            Set(row + (int)phase, site.Margin.Usable(breaker).Value, breaker.Value, assumed[phase].Value, row + (int)phase);
        }

        // At unity power factor, as vehicles charge, watts and volt-amperes of what may come are the same.
        var assumedWatts = (assumed.L1 + assumed.L2 + assumed.L3).Value * site.NominalVoltage.Value;
        SetTotal(row + Power, circuit.LimitPower?.Value, site.Margin.Usable(circuit.LimitPower ?? Watts.Zero).Value, assumedWatts, row + Power);
        SetTotal(row + Apparent, circuit.LimitApparent?.Value, site.Margin.Usable(circuit.LimitApparent ?? VoltAmperes.Zero).Value, assumedWatts, row + Power);
    }

    /// <summary>Without a contract, what limits that come and go leave; infinity where there are none.</summary>
    private void SetTotal(int row, double? limit, double usable, double assumed, int unattended) =>
        Set(row, limit is null ? double.PositiveInfinity : usable, limit ?? double.PositiveInfinity, assumed, unattended);

    private void Set(int row, double usable, double limit, double assumed, int unattended)
    {
        Usable[row] = _limits.Lower(row, usable);
        var working = Usable[row] - _uncontrolled[row] - _unattended.Newcomers(unattended);
        var reserve = options.Without.HasFlag(Protections.Reserve) ? double.PositiveInfinity : (options.ReserveRatio * limit) - assumed - _unattended.WithinLease(unattended);
        (Capacity[row], ByReserve[row]) = (Math.Min(working, reserve), reserve < working);
        var perAmp = row % PerCircuit < Power ? 1 : 3 * index.Site.NominalVoltage.Value;
        Headroom[row] = reserve < working ? Math.Max(0, options.Headroom.Value - ((working - reserve) / perAmp)) : options.Headroom.Value;
    }
}
