using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// By capacity row, the load of our own EVSEs that can come without a word from the controller: vehicles that arrive at free connectors,
/// and vehicles held below their fallback whose lease ends.
/// </summary>
internal sealed class Unattended(SiteIndex index, GuardOptions options)
{
    private readonly LargestBelow _newcomers = new(index, options.NewcomerRoom);
    private readonly LargestBelow _arrivals = new(index, options.ArrivalsWithinLease);
    private readonly LargestBelow _returning = new(index, int.MaxValue);
    private readonly EvseState?[] _quiet = new EvseState?[index.Site.Evses.Length];
    private readonly StationState?[] _quietStation = new StationState?[index.Site.Evses.Length];
    private readonly Instant[] _quietSince = new Instant[index.Site.Evses.Length];
    private readonly Instant[] _quietUntil = new Instant[index.Site.Evses.Length];
    private readonly double _volts = index.Site.NominalVoltage.Value;

    /// <summary>The room that is kept for vehicles that plug in now.</summary>
    public double Newcomers(int row) => _newcomers.Sum(row);

    /// <summary>The highest load that can come within a lease while nobody makes room.</summary>
    public double WithinLease(int row) => _arrivals.Sum(row) + _returning.Sum(row);

    public void Fill(SiteSnapshot snapshot, Instant now)
    {
        _newcomers.Clear();
        _arrivals.Clear();
        _returning.Clear();
        for (var evse = 0; evse < snapshot.Evses.Count; evse++)
        {
            var state = snapshot.Evses[evse];
            var held = snapshot.Stations[index.StationNumberOf(evse)];
            if (ReferenceEquals(_quiet[evse], state) && ReferenceEquals(_quietStation[evse], held) && now >= _quietSince[evse] && now < _quietUntil[evse])
            {
                continue;
            }

            var station = index.StationOf(evse);
            if (Accounts.IsWithoutPower(snapshot, station, options, now))
            {
                // It counts nothing now; when the breaker is closed again it draws at once what it held.
                Arrive(station, 0, state.Leases.Cap(now, snapshot.Beneath(evse)).Value, Stretch(snapshot, station, now));
            }
            else if (state.MayHaveVehicle)
            {
                var below = station.Fallback.Value - Accounts.Told(state, held.HoldsFallback ? station.Fallback : station.Max, now).Value;
                if (below > 0 || state.PhaseMode.Told == 1)
                {
                    Return(state, station, Math.Max(0, below), Stretch(snapshot, station, now));
                }
                else if (held.Online)
                {
                    KeepQuiet(evse, state, held, now);
                }
            }
            else if (held.Online)
            {
                var amps = held.RefusesProfiles ? station.Max.Value : station.Fallback.Value;
                Arrive(station, amps, Math.Max(amps, state.Leases.Cap(now, station.Fallback).Value), Stretch(snapshot, station, now));
            }
        }

        _newcomers.PassUp();
        _arrivals.PassUp();
        _returning.PassUp();
    }

    /// <summary>It holds no less than its fallback, and will until something is heard of it or its lease ends.</summary>
    private void KeepQuiet(int evse, EvseState state, StationState station, Instant now)
    {
        (_quiet[evse], _quietStation[evse], _quietSince[evse]) = (state, station, now);
        _quietUntil[evse] = state.Leases.Last is { } last && last.EndsAt > now ? last.EndsAt : new Instant(TimeSpan.MaxValue);
    }

    private double Stretch(SiteSnapshot snapshot, Station station, Instant now) =>
        station.Dc is null || options.Without.HasFlag(Protections.Undervoltage) ? 1 : Supply.Stretch(snapshot, station, now);

    /// <summary>A vehicle held below its fallback draws that much more when nobody renews: its lease ends while others still last.</summary>
    private void Return(EvseState state, Station station, double below, double stretch)
    {
        var row = station.Circuit * CapacityRows.PerCircuit;
        for (var phase = 0; phase < 3; phase++)
        {
            if (state.Demand.Loaded.Has((Phase)phase))
            {
                _returning.Add(row + phase, below * stretch);
            }
            else if (state.PhaseMode.Told == 1 && station.Rotation.Wired.Has((Phase)phase))
            {
                // The fallback is on all phases.
                _returning.Add(row + phase, station.Fallback.Value);
                _returning.Add(row + CapacityRows.Power, station.Fallback.Value * _volts);
            }
        }

        _returning.Add(row + CapacityRows.Power, below * state.Demand.Loaded.Count() * _volts);
    }

    /// <summary>
    /// A vehicle that plugs in draws the fallback, or all that the hardware can where none is held; with nobody there to lower it, what a
    /// lease still allows that outlived the vehicle before it.
    /// </summary>
    private void Arrive(Station station, double amps, double unlowered, double stretch)
    {
        var row = station.Circuit * CapacityRows.PerCircuit;
        for (var phase = 0; phase < 3; phase++)
        {
            if (station.Rotation.Wired.Has((Phase)phase))
            {
                _newcomers.Add(row + phase, amps * stretch);
                _arrivals.Add(row + phase, unlowered * stretch);
            }
        }

        _newcomers.Add(row + CapacityRows.Power, amps * station.Rotation.Terminals.Length * _volts);
        _arrivals.Add(row + CapacityRows.Power, unlowered * station.Rotation.Terminals.Length * _volts);
    }
}
