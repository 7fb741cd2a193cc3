using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Spares the stations' memory: how long a lease is, when it is renewed, and whether a write is worth its place in the day's budget. A
/// write that only brings energy must bring the more, the less is left; one that safety asks for is never asked what it brings.
/// </summary>
internal sealed class StationCare(SiteIndex index, GuardOptions options)
{
    /// <summary>From this much of the allowance up nothing is saved; plain flash saves always.</summary>
    private const double Plenty = 0.5;

    /// <summary>An unanswered limit is repeated after 1, 2, 4 ... times the usual wait, at most this many doublings.</summary>
    private const int MostDoublings = 6;

    private readonly int[] _spentNow = new int[index.Site.Stations.Length];
    private readonly StationState?[] _plentiful = new StationState?[index.Site.Stations.Length];
    private SiteSnapshot _snapshot = null!;
    private Instant _now;

    /// <summary>Starts a decision.</summary>
    public void Begin(SiteSnapshot snapshot, Instant now)
    {
        if (now < _now)
        {
            Array.Clear(_plentiful);
        }

        (_snapshot, _now) = (snapshot, now);
        Array.Clear(_spentNow);
    }

    /// <summary>How long a lease that is sent now holds.</summary>
    public TimeSpan Lease(int evse)
    {
        var terms = TermsOf(evse);
        return terms.Length < terms.Longest && IsScarce(evse) ? terms.Longest : terms.Length;
    }

    /// <summary>A budget fills up as time passes: once plentiful it stays so until something changes at its station.</summary>
    private bool IsScarce(int evse)
    {
        ref var plentiful = ref _plentiful[index.StationNumberOf(evse)];
        var state = _snapshot.Stations[index.StationNumberOf(evse)];
        if (ReferenceEquals(plentiful, state))
        {
            return false;
        }

        var scarce = Fill(evse) < Plenty;
        plentiful = scarce ? null : state;
        return scarce;
    }

    /// <summary>Largest increase in one step, amperes.</summary>
    public double Step(int evse) => options.LargestStep(index.StationOf(evse)).Value;

    /// <summary>Whether the budget has a write for what brings that much: current times how long it was or will be drawn.</summary>
    public bool Affords(int evse, double amps, TimeSpan duration)
    {
        var station = index.StationOf(evse);
        if (station.Storage.DailyWrites() is null || options.Without.HasFlag(Protections.WriteBudget))
        {
            return true;
        }

        return _snapshot.Stations[station.Index].Writes.Left(_now) > _spentNow[station.Index] && amps * duration.TotalSeconds >= Worth(evse, station);
    }

    /// <summary>Notes a write of this decision, so that the EVSEs of one station do not spend the same write twice.</summary>
    public void Spend(int evse) => _spentNow[index.StationNumberOf(evse)]++;

    /// <summary>How long to wait for an answer before an unanswered limit is sent again.</summary>
    public TimeSpan RepeatAfter(int evse) => options.AnswerWithin * (1 << Math.Min(_snapshot.Evses[evse].Leases.Repeats, MostDoublings));

    /// <summary>Ampere-seconds that a write must bring now.</summary>
    private double Worth(int evse, Station station)
    {
        var (fill, plenty) = (Fill(evse), station.Storage == StorageClass.Flash ? 1 : Plenty);
        return fill >= plenty ? 0
            : fill <= 0 ? double.PositiveInfinity
            : options.WriteWorth.Value * TermsOf(evse).Longest.TotalSeconds * ((plenty / fill) - 1);
    }

    private LeaseTerms TermsOf(int evse) => options.Terms(index.StationOf(evse).Storage);

    private double Fill(int evse) => options.Without.HasFlag(Protections.WriteBudget) ? 1 : _snapshot.Stations[index.StationNumberOf(evse)].Writes.Fill(_now);
}
