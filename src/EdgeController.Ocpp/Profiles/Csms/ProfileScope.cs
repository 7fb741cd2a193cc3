using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>All that decides what the back end's profiles allow at one station: profiles, transactions, the connection to the back end, states of charge.</summary>
internal sealed class ProfileScope(Station station, Site site, IReadOnlyList<int> evses, RunningTransactions transactions)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
    private readonly Dictionary<int, double> _soc = [];

    public CsmsProfileSet Profiles { get; } = new();

    public RunningTransactions Transactions { get; } = transactions;

    public IReadOnlyList<int> Evses { get; } = evses;

    public string Version { get; set; } = OcppVersion.V16;

    public bool Is16 => Version == OcppVersion.V16;

    /// <summary>Since when the back end cannot be reached; null while it can.</summary>
    public DateTimeOffset? OfflineSince { get; set; }

    /// <summary>True where a schedule caps by state of charge, so that it is worth reading.</summary>
    public bool NeedsSoc => Profiles.All.Count > 0 && Profiles.All.Any(profile => profile.Schedules.Any(schedule => schedule.AtSoc is not null));

    public int Wired => station.Rotation.Terminals.Length;

    public double Volts => site.NominalVoltage.Value;

    public void Charged(int evse, double? soc)
    {
        if (soc is { } percent)
        {
            _soc[evse] = percent;
        }
        else
        {
            _soc.Remove(evse);
        }
    }

    public CompositeMoment Moment(int evse, DateTimeOffset at) => new(at, Transactions.On(evse))
    {
        RunsUnnamed = Transactions.RunsUnnamed(evse),
        Since = Transactions.Since(evse),
        OfflineSince = OfflineSince,
        Soc = _soc.TryGetValue(evse, out var soc) ? soc : null,
        Zone = _zone,
        Wired = Wired,
        Volts = Volts,
        OwnDefaultFirst = Is16,
    };
}
