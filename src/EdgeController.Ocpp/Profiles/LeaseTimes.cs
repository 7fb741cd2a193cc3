namespace EdgeController.Ocpp.Profiles;

/// <summary>The ids and times that fallbacks and leases have in every OCPP version.</summary>
internal static class LeaseTimes
{
    /// <summary>Id of the permanent fallback; a lease has this plus the number of its EVSE. High, to stay clear of the CSMS's own.</summary>
    public const int FirstId = 900_000_000;

    // A start that lies exactly at "now" is in the future for a clock that runs a little slow.
    private static readonly TimeSpan StartsBefore = TimeSpan.FromSeconds(60);

    /// <summary>A minute ago in whole seconds, rounded towards an earlier end.</summary>
    public static DateTimeOffset Start(DateTimeOffset stationNow)
    {
        var start = (stationNow - StartsBefore).ToUniversalTime();
        return start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Seconds from that start to the end of the lease.</summary>
    public static int Duration(TimeSpan lease) => (int)StartsBefore.TotalSeconds + (int)Math.Max(0, Math.Floor(lease.TotalSeconds));
}
