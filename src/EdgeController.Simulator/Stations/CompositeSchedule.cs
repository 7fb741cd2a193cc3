namespace EdgeController.Simulator.Stations;

/// <summary>The state of a connector that decides which of the station's profiles apply to it.</summary>
/// <param name="Connector">Number of the connector, from 1; 0 for the station's total.</param>
/// <param name="Now">The station's own clock.</param>
/// <param name="TransactionId">The running transaction; null where there is none or its id is not known yet.</param>
/// <param name="ChargingSince">When the transaction started by the station's clock.</param>
public readonly record struct ChargingContext(int Connector, DateTimeOffset Now, string? TransactionId, DateTimeOffset? ChargingSince)
{
    public RelativeAnchor Anchor { get; init; } = RelativeAnchor.StartOfCharging;

    /// <summary>Phases that the station is wired to, for limits in watts.</summary>
    public int Phases { get; init; } = 3;

    public double NominalVolts { get; init; } = 230;

    /// <summary>Set for direct current: watts at the vehicle for an ampere per phase of the grid.</summary>
    public double? DcWattsPerAmp { get; init; }

    /// <summary>OCPP 2.x: default profiles for the EVSE and for all EVSEs stand in one stack, of which the higher level leads; 1.6 puts the connector's own first.</summary>
    public bool DefaultsInOneStack { get; init; }

    /// <summary>Among how many connectors the station-wide maximum is divided.</summary>
    public int Sharing { get; init; } = 1;
}

/// <summary>Amperes per phase that the profiles allow (null: no profile constrains), and until when by the station's clock that holds.</summary>
public readonly record struct CompositeLimit(double? Amps, DateTimeOffset Until)
{
    /// <summary>The fewest phases that a leading profile names; null where none does.</summary>
    public int? Phases { get; init; }

    /// <summary>What the leading profile of the transaction, else of all, tells the vehicle to do per phase (2.1); null where it only limits.</summary>
    public double? Setpoint { get; init; }
}

/// <summary>
/// What all stacked profiles together allow at a moment (OCPP 1.6 section 3.13): the leading TxProfile, else the leading
/// TxDefaultProfile, and never more than the leading ChargePointMaxProfile.
/// </summary>
public static class CompositeSchedule
{
    public static CompositeLimit At(IReadOnlyList<StoredProfile> profiles, in ChargingContext context)
    {
        var until = DateTimeOffset.MaxValue;
        Leader max = default, own = default, everywhere = default, transaction = default;
        for (var i = 0; i < profiles.Count; i++)
        {
            var profile = profiles[i];
            if (!Applies(profile, context) || Amps(profile, context, ref until, out var phases, out var setpoint) is not { } amps)
            {
                continue;
            }

            switch (profile.Purpose)
            {
                case ProfilePurpose.ChargePointMaxProfile:
                    max.Offer(profile.StackLevel, amps, phases, setpoint);
                    break;
                case ProfilePurpose.TxProfile:
                    transaction.Offer(profile.StackLevel, amps, phases, setpoint);
                    break;
                case ProfilePurpose.TxDefaultProfile when profile.Connector == 0 && !context.DefaultsInOneStack:
                    everywhere.Offer(profile.StackLevel, amps, phases, setpoint);
                    break;
                default:
                    own.Offer(profile.StackLevel, amps, phases, setpoint);
                    break;
            }
        }

        var limit = transaction.Amps ?? own.Amps ?? everywhere.Amps;
        if (max.Amps is { } total)
        {
            var share = total / Math.Max(1, context.Sharing);
            limit = limit is { } amps ? Math.Min(amps, share) : share;
        }

        var leading = transaction.Amps is not null ? transaction.Phases : own.Amps is not null ? own.Phases : everywhere.Phases;
        return new CompositeLimit(limit, until)
        {
            Phases = leading is { } named && max.Phases is { } most ? Math.Min(named, most) : leading ?? max.Phases,
            Setpoint = transaction.Amps is not null ? transaction.Setpoint : own.Amps is not null ? own.Setpoint : everywhere.Setpoint,
        };
    }

    private static bool Applies(StoredProfile profile, in ChargingContext context) => profile.Purpose switch
    {
        ProfilePurpose.ChargePointMaxProfile => true,
        ProfilePurpose.TxDefaultProfile => context.Connector != 0 && (profile.Connector == 0 || profile.Connector == context.Connector),
        _ => profile.Connector == context.Connector && profile.TransactionId is { } id && id == context.TransactionId,
    };

    private static double? Amps(StoredProfile profile, in ChargingContext context, ref DateTimeOffset until, out int? phases, out double? setpoint)
    {
        (phases, setpoint) = (null, null);
        if (profile.ValidTo is { } validTo && !Before(context.Now, validTo, ref until))
        {
            return null;
        }

        if (profile.ValidFrom is { } validFrom && Before(context.Now, validFrom, ref until))
        {
            return null;
        }

        var start = Start(profile, context, ref until);
        if (Before(context.Now, start, ref until) || (profile.Duration is { } duration && !Before(context.Now, start + duration, ref until)))
        {
            return null;
        }

        var current = -1;
        for (var i = 0; i < profile.Periods.Count; i++)
        {
            if (Before(context.Now, start + TimeSpan.FromSeconds(profile.Periods[i].StartSecond), ref until))
            {
                break;
            }

            current = i;
        }

        phases = current < 0 ? null : profile.Periods[current].Phases;
        setpoint = current >= 0 && profile.Periods[current].Setpoint is { } told ? PerPhase(profile, profile.Periods[current] with { Limit = told }, context) : null;
        return current < 0 ? null : PerPhase(profile, profile.Periods[current], context);
    }

    private static DateTimeOffset Start(StoredProfile profile, in ChargingContext context, ref DateTimeOffset until)
    {
        if (profile.Kind == ProfileKind.Dynamic)
        {
            return profile.ReceivedAt;
        }

        if (profile.Kind == ProfileKind.Relative || profile.StartSchedule is not { } start)
        {
            return context.Anchor == RelativeAnchor.Receipt || profile.Purpose == ProfilePurpose.ChargePointMaxProfile
                ? profile.ReceivedAt
                : context.ChargingSince ?? context.Now;
        }

        if (profile.Kind != ProfileKind.Recurring || context.Now < start)
        {
            return start;
        }

        var rounds = (context.Now - start).Ticks / profile.Recurrence.Ticks;
        var latest = start + TimeSpan.FromTicks(rounds * profile.Recurrence.Ticks);
        Before(context.Now, latest + profile.Recurrence, ref until);
        return latest;
    }

    // A moment still to come is a boundary at which the answer may change.
    private static bool Before(DateTimeOffset now, DateTimeOffset moment, ref DateTimeOffset until)
    {
        if (now >= moment)
        {
            return false;
        }

        if (moment < until)
        {
            until = moment;
        }

        return true;
    }

    private static double PerPhase(StoredProfile profile, ProfilePeriod period, in ChargingContext context) => profile.InWatts
        ? period.Limit / (context.DcWattsPerAmp ?? (context.NominalVolts * Math.Clamp(period.Phases ?? 3, 1, context.Phases)))
        : period.Limit;

    private struct Leader
    {
        private int _level;

        public double? Amps { get; private set; }

        public int? Phases { get; private set; }

        public double? Setpoint { get; private set; }

        public void Offer(int level, double amps, int? phases, double? setpoint)
        {
            if (Amps is null || level > _level)
            {
                _level = level;
                Amps = amps;
                (Phases, Setpoint) = (phases, setpoint);
            }
        }
    }
}
