using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each circuit can give to our EVSEs now, one row per circuit and phase and one for its power: the smaller of the working
/// capacity (usable limit minus uncontrolled load) and the reserve (1.13 x breaker minus the highest load that can arise), each less
/// the room for newcomers. Row number = circuit x 4 + phase, + 3 for power.
/// </summary>
internal sealed class CapacityRows(SiteIndex index)
{
    public const int PerCircuit = 4;
    public const int Power = 3;

    private readonly double[] _uncontrolled = new double[index.Site.Circuits.Length * PerCircuit];

    /// <summary>Amperes, or watts in power rows; infinity where there is no limit.</summary>
    public double[] Capacity { get; } = new double[index.Site.Circuits.Length * PerCircuit];

    /// <summary>True where the reserve is the smaller of the two.</summary>
    public bool[] ByReserve { get; } = new bool[index.Site.Circuits.Length * PerCircuit];

    /// <summary>The worst mode on the way from the circuit to the root.</summary>
    public ControlMode[] Mode { get; } = new ControlMode[index.Site.Circuits.Length];

    /// <summary>The meter that is to blame for the mode, -1 in normal mode.</summary>
    public int[] Blamed { get; } = new int[index.Site.Circuits.Length];

    /// <summary>Uncontrolled load in force, in the rows' units.</summary>
    public ReadOnlySpan<double> Uncontrolled => _uncontrolled;

    public void Fill(SiteSnapshot snapshot, GuardOptions options, Instant now)
    {
        var site = index.Site;
        foreach (var circuit in site.Circuits)
        {
            Judge(snapshot, circuit, options, now);
        }

        for (var c = site.Circuits.Length - 1; c >= 0; c--)
        {
            Estimate(snapshot, site.Circuits[c], options, now);
            Limit(snapshot, site.Circuits[c], options, now);
        }
    }

    /// <summary>The reason's words for a binding row.</summary>
    public Reason Explain(int row)
    {
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

    private void Judge(SiteSnapshot snapshot, Circuit circuit, GuardOptions options, Instant now)
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

    private void Estimate(SiteSnapshot snapshot, Circuit circuit, GuardOptions options, Instant now)
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

    private void Limit(SiteSnapshot snapshot, Circuit circuit, GuardOptions options, Instant now)
    {
        var site = index.Site;
        var row = circuit.Index * PerCircuit;
        var volts = site.NominalVoltage.Value;
        Span<double> newcomers = stackalloc double[PerCircuit];
        Newcomers(snapshot, circuit.Index, options.NewcomerRoom, volts, newcomers);
        Span<double> arrivals = stackalloc double[PerCircuit];
        Newcomers(snapshot, circuit.Index, options.ArrivalsWithinLease, volts, arrivals);
        Span<double> returning = stackalloc double[PerCircuit];
        Returning(snapshot, circuit.Index, volts, now, returning);
        var assumed = index.AssumedBelow[circuit.Index];
        foreach (var phase in PerPhase.Each)
        {
            var breaker = circuit.LimitAmps[phase];
            Set(row + (int)phase, site.Margin.Usable(breaker).Value, breaker.Value, assumed[phase].Value, newcomers[(int)phase], arrivals[(int)phase] + returning[(int)phase], options);
        }

        if (circuit.LimitPower is { } contracted)
        {
            Set(row + Power, site.Margin.Usable(contracted).Value, contracted.Value, (assumed.L1 + assumed.L2 + assumed.L3).Value * volts, newcomers[Power], arrivals[Power] + returning[Power], options);
        }
        else
        {
            (Capacity[row + Power], ByReserve[row + Power]) = (double.PositiveInfinity, false);
        }
    }

    private void Set(int row, double usable, double limit, double assumed, double newcomers, double unattended, GuardOptions options)
    {
        var working = usable - _uncontrolled[row] - newcomers;
        var reserve = options.Without.HasFlag(Protections.Reserve) ? double.PositiveInfinity : (options.ReserveRatio * limit) - assumed - unattended;
        (Capacity[row], ByReserve[row]) = (Math.Min(working, reserve), reserve < working);
    }

    /// <summary>
    /// What vehicles held below their fallback would draw more when nobody renews: their lease ends while others still last.
    /// </summary>
    private void Returning(SiteSnapshot snapshot, int circuit, double volts, Instant now, Span<double> more)
    {
        foreach (var evse in index.EvsesUnder[circuit])
        {
            var state = snapshot.Evses[evse];
            var below = index.StationOf(evse).Fallback.Value - Accounts.Told(snapshot, evse, now).Value;
            if (!state.MayHaveVehicle || below <= 0)
            {
                continue;
            }

            foreach (var phase in PerPhase.Each)
            {
                more[(int)phase] += state.Demand.Loaded.Has(phase) ? below : 0;
            }

            more[Power] += below * state.Demand.Loaded.Count() * volts;
        }
    }

    /// <summary>The largest of what the free connectors below the circuit would draw at once: their fallback, or all that the hardware can where none is held.</summary>
    private void Newcomers(SiteSnapshot snapshot, int circuit, int most, double volts, Span<double> room)
    {
        most = Math.Min(most, index.EvsesUnder[circuit].Length);
        if (most == 0)
        {
            return;
        }

        Span<double> largest = most <= 64 ? stackalloc double[PerCircuit * most] : new double[PerCircuit * most];
        largest.Clear();
        foreach (var evse in index.EvsesUnder[circuit])
        {
            var station = index.StationOf(evse);
            var state = snapshot.Stations[station.Index];
            if (snapshot.Evses[evse].MayHaveVehicle || !state.Online)
            {
                continue;
            }

            var amps = state.RefusesProfiles ? station.Max.Value : station.Fallback.Value;
            foreach (var phase in PerPhase.Each)
            {
                Keep(largest.Slice((int)phase * most, most), station.Rotation.Wired.Has(phase) ? amps : 0);
            }

            Keep(largest.Slice(Power * most, most), amps * station.Rotation.Terminals.Length * volts);
        }

        for (var i = 0; i < largest.Length; i++)
        {
            room[i / most] += largest[i];
        }
    }

    /// <summary>Keeps the largest values, in falling order.</summary>
    private static void Keep(Span<double> largest, double value)
    {
        for (var i = 0; i < largest.Length; i++)
        {
            if (value > largest[i])
            {
                (largest[i], value) = (value, largest[i]);
            }
        }
    }
}
