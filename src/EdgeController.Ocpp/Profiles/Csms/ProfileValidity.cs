namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Whether a profile counts at all at a moment.</summary>
internal static class ProfileValidity
{
    public static bool Now(CsmsProfile profile, in CompositeMoment moment, ref DateTimeOffset until)
    {
        if (profile.Lapsed || (profile.ValidTo is { } to && !Before(moment.Now, to, ref until)) || (profile.ValidFrom is { } from && Before(moment.Now, from, ref until)))
        {
            return false;
        }

        return !(profile.MaxOffline is { } longest && moment.OfflineSince is { } since && !Before(moment.Now, since + longest, ref until));
    }

    /// <summary>A time still to come is one at which the answer may change.</summary>
    public static bool Before(DateTimeOffset now, DateTimeOffset time, ref DateTimeOffset until)
    {
        if (now >= time)
        {
            return false;
        }

        until = time < until ? time : until;
        return true;
    }
}
