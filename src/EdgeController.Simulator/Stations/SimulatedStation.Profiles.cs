using EdgeController.Core.Units;

namespace EdgeController.Simulator.Stations;

/// <content>Which profiles the station takes, what it makes of them, and what of that reaches the vehicle.</content>
public sealed partial class SimulatedStation
{
    /// <summary>Profiles that were raised from 0 without having been cleared, at a station that then forgets its limit.</summary>
    private readonly HashSet<int> _forgotten = [];

    /// <summary>Keeps the profile, or says why not in the words of 2.x.</summary>
    private string? Install(StoredProfile profile)
    {
        var quirks = Options.Quirks;
        if (quirks.IgnoresProfiles)
        {
            return null;
        }

        if ((UnitProblem(profile) ?? SetpointProblem(profile) ?? Problem(profile)) is { } problem)
        {
            return problem;
        }

        if (quirks.Ignores.Contains(profile.Purpose) || (quirks.IgnoresWatts && profile.InWatts))
        {
            return null;
        }

        if (quirks.ResumesWithoutLimit)
        {
            var before = Profiles.Profiles.FirstOrDefault(old => old.Id == profile.Id);
            if (profile.Periods[0].Limit <= 0)
            {
                _forgotten.Remove(profile.Id);
            }
            else if (before is { Periods: [{ Limit: <= 0 }, ..] })
            {
                _forgotten.Add(profile.Id);
            }
        }

        var starts = profile.StartSchedule is { } start && start > profile.ReceivedAt - quirks.StartsLate ? start + quirks.StartsLate : profile.StartSchedule;
        Profiles.Set(profile with { StartSchedule = starts });
        ProfileWrites++;
        LimitsChanged();
        return null;
    }

    private string? UnitProblem(StoredProfile profile)
    {
        var quirks = Options.Quirks;
        if (profile.InWatts ? !quirks.AcceptsWatts : !quirks.AcceptsAmperes || Options.DcEfficiency is not null)
        {
            return "UnsupportedRateUnit";
        }

        return Options.DcEfficiency is not null && profile.Periods.Any(period => period.Phases is not null) ? "NoPhaseForDC" : null;
    }

    private string? Problem(StoredProfile profile)
    {
        var quirks = Options.Quirks;
        var connector = profile.Connector == 0 ? null : Connectors[profile.Connector - 1];
        if (profile.Purpose == ProfilePurpose.TxProfile && quirks.RejectsTxProfile)
        {
            return "UnsupportedPurpose";
        }

        if (profile.Purpose == ProfilePurpose.TxProfile && (connector?.Transaction?.Id is not { } id || profile.TransactionId != id))
        {
            return "TxNotFound";
        }

        var refused = quirks.RejectsProfiles || profile.StackLevel > quirks.MaxStackLevel || profile.Periods.Count > 24
            || (profile.Kind == ProfileKind.Recurring && profile.StartSchedule is null)
            || (profile.Kind == ProfileKind.Dynamic && (quirks.RejectsDynamic || profile.Periods.Count > 1))
            || (quirks.RejectsAbsolute && profile.Kind == ProfileKind.Absolute)
            || (quirks.RejectsRelative && profile.Kind == ProfileKind.Relative)
            || (quirks.NeedsClear && Profiles.Profiles.Any(old => old.Id == profile.Id || IsSamePlace(old, profile)))
            || profile.Periods.Any(period => !Takes(period.Limit))
            || profile.Purpose switch
            {
                ProfilePurpose.ChargePointMaxProfile => quirks.RejectsStationMax || profile.Connector != 0,
                ProfilePurpose.TxDefaultProfile => quirks.RejectsTxDefault,
                _ => false,
            };
        return refused ? "InvalidProfile" : null;
    }

    private bool Takes(double limit)
    {
        var quirks = Options.Quirks;
        return (limit > 0 || !quirks.RejectsZero) && (!quirks.WholeAmpsOnly || limit == Math.Floor(limit)) && (quirks.Steps.Length == 0 || limit == 0 || quirks.Steps.Contains(limit));
    }

    private static bool IsSamePlace(StoredProfile a, StoredProfile b) => a.Connector == b.Connector && a.Purpose == b.Purpose && a.StackLevel == b.StackLevel;

    private string ClearProfiles(int? id, int? connector, ProfilePurpose? purpose, int? stackLevel)
    {
        if (Options.Quirks.IgnoresProfiles)
        {
            return "Accepted";
        }

        if (Options.Quirks.ClearsNothing)
        {
            return "Unknown";
        }

        var cleared = Profiles.Clear(id, connector, purpose, stackLevel);
        _forgotten.RemoveWhere(one => !Profiles.Profiles.Any(profile => profile.Id == one));
        foreach (var metered in Connectors)
        {
            metered.MeterWattHours += cleared && !metered.Jumped ? Options.Quirks.Meter.JumpWattHours : 0;
            metered.Jumped |= cleared;
        }

        ProfileWrites += cleared ? 1 : 0;
        LimitsChanged();
        return cleared ? "Accepted" : "Unknown";
    }

    private double Limit(StationConnector connector, Instant now)
    {
        if (_forgotten.Count > 0)
        {
            return Options.MaxAmps;
        }

        var clock = _clock.Read(now);
        if (connector.LimitStale || clock >= connector.LimitUntil)
        {
            var context = Context(connector, clock);
            IReadOnlyList<StoredProfile> known = !Options.Quirks.DefaultFromNextSession ? Profiles.Profiles
                : [.. Profiles.Profiles.Where(profile => profile.Purpose != ProfilePurpose.TxDefaultProfile || profile.ReceivedAt <= (context.ChargingSince ?? clock))];
            var composite = CompositeSchedule.At(known, context);
            connector.LimitAmps = Math.Min(Options.MaxAmps, composite.Amps ?? Options.MaxAmps);
            connector.SetpointAmps = composite.Setpoint;
            connector.LimitPhases = composite.Phases ?? Options.Phases;
            connector.LimitUntil = composite.Until;
            connector.LimitStale = false;
        }

        return connector.LimitAmps;
    }

    /// <summary>A new limit waits for a delay by chance; the old one holds meanwhile, also where the new one is lower.</summary>
    private double Delayed(StationConnector connector, double limit, Instant now)
    {
        if (Options.Quirks.RandomDelay <= TimeSpan.Zero || connector.Transaction is null)
        {
            return limit;
        }

        if (connector.AppliedAmps is not { } applied)
        {
            connector.AppliedAmps = limit;
            return limit;
        }

        if (Math.Abs(applied - limit) < 0.01)
        {
            connector.AppliesAt = null;
            return applied;
        }

        connector.AppliesAt ??= now + (Options.Quirks.RandomDelay * _random.Uniform(0, 1));
        if (now < connector.AppliesAt)
        {
            return applied;
        }

        (connector.AppliedAmps, connector.AppliesAt) = (limit, null);
        return limit;
    }

    /// <summary>Another limit for a Dynamic profile, which thereby lasts its whole duration again (2.1 K28).</summary>
    private bool Update(int id, double limit, double? setpoint, Instant now)
    {
        if (Profiles.Profiles.FirstOrDefault(profile => profile.Id == id) is not { Kind: ProfileKind.Dynamic } known)
        {
            return false;
        }

        Profiles.Set(known with { Periods = [known.Periods[0] with { Limit = limit, Setpoint = setpoint ?? known.Periods[0].Setpoint }], ReceivedAt = _clock.Read(now) });
        LimitsChanged();
        return true;
    }

    private void Pull(Instant now)
    {
        if (Options.Quirks.PullsEvery <= TimeSpan.Zero || now < _pullAt)
        {
            return;
        }

        _pullAt = now + Options.Quirks.PullsEvery;
        foreach (var profile in Profiles.Profiles.Where(profile => profile.Kind == ProfileKind.Dynamic))
        {
            _calls.Add(new OutgoingCall("PullDynamicScheduleUpdate", KeepOffline: false, writer => writer.WriteNumber("chargingProfileId"u8, profile.Id))
            {
                Answered = (answer, at) =>
                {
                    if (answer is { } payload && payload.TryGetProperty("scheduleUpdate", out var update) && update.TryGetProperty("limit", out var limit))
                    {
                        Update(profile.Id, limit.GetDouble(), ProfileReader.Real(update, "setpoint"), at);
                    }
                },
            });
        }
    }
}
