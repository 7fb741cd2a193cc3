using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each circuit can give to our EVSEs now, one row per circuit and phase and one for its power: the smaller of the working
/// capacity (usable limit minus uncontrolled load) and the reserve (1.13 x breaker minus the highest load that can arise), each less
/// the room for newcomers. Row number = circuit x 4 + phase, + 3 for power.
/// </summary>
internal sealed class CapacityRows(SiteIndex index, GuardOptions options)
{
    public const int PerCircuit = 4;
    public const int Power = 3;

    private readonly Unattended _unattended = new(index, options);
    private readonly WorkingLimits _limits = new(index, options);
    private readonly Reason?[] _reasons = new Reason?[Count(index.Site)];
    private readonly Reason?[] _turns = new Reason?[Count(index.Site)];
    private readonly Reason?[] _modes = new Reason?[index.Site.Circuits.Length];
    private readonly bool[] _worded = new bool[Count(index.Site)];
    private readonly double[] _uncontrolled = new double[index.Site.Circuits.Length * PerCircuit];

    /// <summary>Amperes, or watts in power rows; infinity where there is no limit.</summary>
    public double[] Capacity { get; } = new double[Count(index.Site)];

    /// <summary>True where the reserve is the smaller of the two.</summary>
    public bool[] ByReserve { get; } = new bool[Count(index.Site)];

    /// <summary>The worst mode on the way from the circuit to the root.</summary>
    public ControlMode[] Mode { get; } = new ControlMode[index.Site.Circuits.Length];

    /// <summary>The meter that is to blame for the mode, -1 in normal mode.</summary>
    public int[] Blamed { get; } = new int[index.Site.Circuits.Length];

    /// <summary>Uncontrolled load in force, in the rows' units.</summary>
    public ReadOnlySpan<double> Uncontrolled => _uncontrolled;

    /// <summary>Number of rows of a site.</summary>
    public static int Count(Site site) => (site.Circuits.Length * PerCircuit) + (site.Dimming is null ? 0 : 1);

    /// <summary>The row after all circuits': what the grid operator leaves to the charging that it dims, without the building's load; -1 where it cannot.</summary>
    public static int Charging(Site site) => site.Dimming is null ? -1 : site.Circuits.Length * PerCircuit;

    public void Fill(SiteSnapshot snapshot, Instant now)
    {
        var site = index.Site;
        Array.Clear(_worded);
        _unattended.Fill(snapshot, now);
        _limits.Fill(snapshot, now);
        foreach (var circuit in site.Circuits)
        {
            Judge(snapshot, circuit, now);
        }

        for (var c = site.Circuits.Length - 1; c >= 0; c--)
        {
            Estimate(snapshot, site.Circuits[c], now);
            Limit(site.Circuits[c]);
        }

        if (Charging(site) is >= 0 and var charging)
        {
            Capacity[charging] = _limits.Charging;
        }
    }

    /// <summary>The reason's words for a binding row; the same object as long as they are the same.</summary>
    public Reason Explain(int row)
    {
        if (!_worded[row])
        {
            var reason = Word(row);
            _worded[row] = true;
            if (_reasons[row] != reason)
            {
                (_reasons[row], _turns[row]) = (reason, reason with { Code = ReasonCode.AwaitingTurn });
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

    /// <summary>The reason's words for a circuit that is not in normal mode.</summary>
    public Reason ExplainMode(int circuit)
    {
        var code = Blamed[circuit] < 0 ? ReasonCode.ShuttingDown : Mode[circuit] == ControlMode.Blind ? ReasonCode.MeterBlind : ReasonCode.MeterStale;
        var subject = Blamed[circuit] < 0 ? null : index.Site.Meters[Blamed[circuit]].Id.Value;
        return _modes[circuit] is { } same && same.Code == code && same.Subject == subject ? same : _modes[circuit] = new Reason(code, subject);
    }

    private Reason Word(int row)
    {
        if (row == Charging(index.Site))
        {
            return _limits.ExplainCharging();
        }

        if (!ByReserve[row] && _limits.Explain(row, Usable(row)) is { } lower)
        {
            return lower;
        }

        var circuit = index.Site.Circuits[row / PerCircuit];
        var phase = row % PerCircuit;
        if (phase == Power)
        {
            var kilowatts = ByReserve[row] ? Capacity[row] / 1000 : index.Site.Margin.Usable(circuit.LimitPower!.Value).Value / 1000;
            return new Reason(ByReserve[row] ? ReasonCode.PowerReserve : ReasonCode.PowerLimit, circuit.Id.Value, null, kilowatts);
        }

        var amps = ByReserve[row] ? Capacity[row] : index.Site.Margin.Usable(circuit.LimitAmps[(Phase)phase]).Value;
        return new Reason(ByReserve[row] ? ReasonCode.Reserve : ReasonCode.CircuitLimit, circuit.Id.Value, (Phase)phase, amps);
    }

    private void Judge(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        var mode = circuit.Parent is { } parent ? Mode[parent] : ControlMode.Normal;
        var blamed = circuit.Parent is { } above ? Blamed[above] : -1;
        if (circuit.Meter is { } meter && !options.Without.HasFlag(Protections.MeterStaleness))
        {
            var own = MeterQuality.Judge(index.Site.Meters[meter], snapshot.Meters[meter], index.Site.Staleness, now);
            if (own > mode)
            {
                (mode, blamed) = (own, meter);
            }
        }

        if (snapshot.ShuttingDown && mode == ControlMode.Normal)
        {
            mode = ControlMode.NoIncrease;
        }

        (Mode[circuit.Index], Blamed[circuit.Index]) = (mode, blamed);
    }

    private void Estimate(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        var state = snapshot.Circuits[circuit.Index];
        var row = circuit.Index * PerCircuit;
        var sees = circuit.Meter is { } meter && state.Uncontrolled.L1.IsKnown
            && (options.Without.HasFlag(Protections.MeterStaleness)
                || MeterQuality.Judge(index.Site.Meters[meter], snapshot.Meters[meter], index.Site.Staleness, now) != ControlMode.Blind);
        foreach (var phase in PerPhase.Each)
        {
            _uncontrolled[row + (int)phase] = sees ? state.Uncontrolled[phase].Estimate : circuit.AssumedUncontrolled[phase].Value + OfChildren(circuit.Index, (int)phase);
        }

        var assumed = circuit.AssumedUncontrolled;
        _uncontrolled[row + Power] = sees
            ? state.UncontrolledPower.Estimate
            : ((assumed.L1 + assumed.L2 + assumed.L3).Value * index.Site.NominalVoltage.Value) + OfChildren(circuit.Index, Power);
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
            Set(row + (int)phase, circuit.LimitAmps[phase].Value, assumed[phase].Value);
        }

        Set(row + Power, circuit.LimitPower?.Value ?? double.PositiveInfinity, (assumed.L1 + assumed.L2 + assumed.L3).Value * site.NominalVoltage.Value);
    }

    /// <summary>What breaker or contract leave after the margin; infinity where there is no contract.</summary>
    private double Usable(int row)
    {
        var circuit = index.Site.Circuits[row / PerCircuit];
        return row % PerCircuit == Power
            ? circuit.LimitPower is { } contracted ? index.Site.Margin.Usable(contracted).Value : double.PositiveInfinity
            : index.Site.Margin.Usable(circuit.LimitAmps[(Phase)(row % PerCircuit)]).Value;
    }

    private void Set(int row, double limit, double assumed)
    {
        var working = _limits.Lower(row, Usable(row)) - _uncontrolled[row] - _unattended.Newcomers(row);
        var reserve = options.Without.HasFlag(Protections.Reserve) ? double.PositiveInfinity : (options.ReserveRatio * limit) - assumed - _unattended.WithinLease(row);
        (Capacity[row], ByReserve[row]) = (Math.Min(working, reserve), reserve < working);
    }
}
