using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// Adds up, tick by tick, what holds charging back: (what a vehicle would take - what it draws) x time, for the reason in force, by day in the
/// site's time zone. What a vehicle that is not full still lacks when it leaves is missing. Written by one thread; a tick allocates nothing
/// while the reasons stay the same.
/// </summary>
public sealed class LossBook(Site site)
{
    /// <summary>Today and the days before it.</summary>
    public const int MostDays = 32;

    /// <summary>Causes of one day that are told apart.</summary>
    private const int MostCauses = 200;

    /// <summary>How far vehicles stay below their offer by habit, amperes.</summary>
    private const double Habit = 0.5;

    /// <summary>A longer pause between two ticks counts as this long.</summary>
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(10);

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
    private readonly Stay[] _stays = [.. site.Evses.Select(_ => new Stay())];
    private readonly List<DayAccount> _days = [];
    private readonly double _volts = site.NominalVoltage.Value;
    private Instant? _last;

    /// <summary>The days that are known, the latest used first.</summary>
    public ImmutableArray<DayLosses> Days => [.. Enumerable.Reverse(_days).Select(day => day.Sum())];

    /// <summary>A new life of the controller: which vehicles are there is not known any more, and none of them has left.</summary>
    public void Restart()
    {
        _last = null;
        foreach (var stay in _stays)
        {
            stay.Forget();
        }
    }

    /// <summary>Counts the time since the tick before.</summary>
    /// <param name="snapshot">The site as it stands.</param>
    /// <param name="decision">The decision in force.</param>
    /// <param name="wall">What the wall clock shows.</param>
    public void Add(SiteSnapshot snapshot, Decision decision, DateTimeOffset wall)
    {
        var now = decision.At;
        var elapsed = _last is { } last ? now - last : TimeSpan.Zero;
        _last = now;
        var hours = (elapsed < LongestTick ? elapsed : LongestTick).TotalHours;
        var day = Today(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(wall, _zone).DateTime));
        for (var evse = 0; evse < _stays.Length; evse++)
        {
            var (stay, state) = (_stays[evse], snapshot.Evses[evse]);
            var charges = Appetite.Charges(state);
            if (stay.Charges && (!charges || stay.Transaction != state.Session!.Transaction))
            {
                stay.Leave(day);
            }

            (stay.Charges, stay.Transaction) = (charges, charges ? state.Session!.Transaction : null);
            if (charges)
            {
                Count(stay, state, snapshot.Index.StationOf(evse), decision.Setpoints[evse], now, hours, day);
            }
        }
    }

    private void Count(Stay stay, EvseState state, Station station, Setpoint setpoint, Instant now, double hours, DayAccount day)
    {
        var fresh = state.Sample is { } sample && now - sample.At < EvseSample.TooOld ? sample : null;
        var drawn = fresh is null ? 0 : (fresh.Current.L1 + fresh.Current.L2 + fresh.Current.L3).Value;
        day.Delivered += drawn * _volts * hours;
        stay.Needs = state.Session?.Wishes.Target is { } target ? (target - state.Taken).Value : double.PositiveInfinity;
        var wants = Appetite.Of(state, station).Value;
        if (wants == 0)
        {
            // Full or asleep: whatever was held back, it has got it since.
            stay.Owed.Clear();
            stay.Why = null;
            return;
        }

        // Of a station that tells nothing, what it was told last is the best guess.
        var lost = wants - (fresh?.Highest.Value ?? setpoint.Limit.Value);
        if (lost < Habit)
        {
            return;
        }

        if (!ReferenceEquals(stay.Why, setpoint.Reason) || stay.Day != day)
        {
            stay.Turn(setpoint.Reason, day);
        }

        if (stay.Owing is { } owing)
        {
            var wattHours = lost * Appetite.Phases(state) * _volts * hours;
            owing.Account.HeldBack += wattHours;
            owing.WattHours += wattHours;
        }
    }

    private DayAccount Today(DateOnly date)
    {
        if (_days.Count > 0 && _days[^1].Day == date)
        {
            return _days[^1];
        }

        // A clock that jumps back finds the day that it was before.
        var day = _days.Find(known => known.Day == date) ?? new DayAccount(date);
        _days.Remove(day);
        _days.Add(day);
        if (_days.Count > MostDays)
        {
            _days.RemoveAt(0);
        }

        return day;
    }

    /// <summary>One cause of one day.</summary>
    private sealed class CauseAccount
    {
        public double HeldBack;
        public double Missing;
    }

    private sealed class DayAccount(DateOnly day)
    {
        private readonly Dictionary<LossCause, CauseAccount> _causes = [];

        public double Delivered;

        public DateOnly Day => day;

        public CauseAccount Of(LossCause cause)
        {
            if (!_causes.TryGetValue(cause, out var account))
            {
                account = _causes.Count < MostCauses || cause == LossCause.Other ? _causes[cause] = new CauseAccount() : Of(LossCause.Other);
            }

            return account;
        }

        public DayLosses Sum() => new(day, new WattHours(Delivered),
        [
            .. _causes.Select(entry => new Loss(entry.Key, new WattHours(entry.Value.HeldBack), new WattHours(entry.Value.Missing)))
                .OrderByDescending(loss => loss.HeldBack.Value).ThenBy(loss => loss.Cause.Sentence, StringComparer.Ordinal),
        ]);
    }

    /// <summary>What one cause has held back from the vehicle that is there.</summary>
    private sealed class Debt(LossCause cause)
    {
        public CauseAccount Account = null!;
        public double WattHours;

        public LossCause Cause => cause;
    }

    /// <summary>A vehicle's stay at an EVSE.</summary>
    private sealed class Stay
    {
        public readonly List<Debt> Owed = [];
        public bool Charges;
        public string? Transaction;
        public double Needs = double.PositiveInfinity;
        public Reason? Why;
        public DayAccount? Day;
        public Debt? Owing;

        /// <summary>Another reason, or another day.</summary>
        public void Turn(Reason reason, DayAccount day)
        {
            (Why, Day, Owing) = (reason, day, null);
            if (LossCause.Of(reason) is { } cause)
            {
                Owing = Owed.Find(debt => debt.Cause == cause);
                if (Owing is null)
                {
                    Owed.Add(Owing = new Debt(cause));
                }

                Owing.Account = day.Of(cause);
            }
        }

        /// <summary>The vehicle is gone: what it still wanted is missing, on the day it left.</summary>
        public void Leave(DayAccount day)
        {
            var owed = Owed.Sum(debt => debt.WattHours);
            var part = owed > 0 ? Math.Clamp(Needs / owed, 0, 1) : 0;
            foreach (var debt in Owed)
            {
                day.Of(debt.Cause).Missing += debt.WattHours * part;
            }

            Forget();
        }

        public void Forget()
        {
            Owed.Clear();
            (Charges, Transaction, Why, Owing, Needs) = (false, null, null, null, double.PositiveInfinity);
        }
    }
}
