namespace EdgeController.Ocpp.Profiles;

/// <summary>The ids and times that fallbacks and leases have in every OCPP version.</summary>
internal static class LeaseTimes
{
    /// <summary>Id of the permanent fallback; a lease has this plus the number of its EVSE. High, to stay clear of the CSMS's own.</summary>
    public const int FirstId = 900_000_000;

    /// <summary>A start that lies exactly at "now" is in the future for a clock that runs a little slow.</summary>
    public static readonly TimeSpan StartsBefore = TimeSpan.FromSeconds(60);

    /// <summary>Past for every clock that was ever set.</summary>
    public static readonly DateTimeOffset LongAgo = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A minute ago in whole seconds, rounded towards an earlier end.</summary>
    public static DateTimeOffset Start(DateTimeOffset stationNow, TimeSpan? before = null)
    {
        var start = (stationNow - (before ?? StartsBefore)).ToUniversalTime();
        return start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Seconds from that start to the end of the lease.</summary>
    public static int Duration(TimeSpan lease, TimeSpan? before = null) => (int)(before ?? StartsBefore).TotalSeconds + (int)Math.Max(0, Math.Floor(lease.TotalSeconds));
}
