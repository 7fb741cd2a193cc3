using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Tests.Stations;

public sealed class CompositeScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ProfileStore _store = new();

    [Fact]
    public void Without_a_profile_nothing_limits() => Assert.Null(At(0));

    [Fact]
    public void The_higher_stack_level_leads()
    {
        _store.Set(Profile(1, 0, 6));
        _store.Set(Profile(2, 1, 16));
        Assert.Equal(16, At(0));
    }

    [Fact]
    public void An_expired_lease_falls_to_the_lower_level_at_its_last_second()
    {
        _store.Set(Profile(1, 0, 6));
        _store.Set(Profile(2, 1, 16) with { Duration = TimeSpan.FromSeconds(300) });
        Assert.Equal(16, At(299));
        Assert.Equal(6, At(300));
        Assert.Equal(Noon.AddSeconds(300), CompositeSchedule.At(_store.Profiles, Context(10)).Until);
    }

    [Fact]
    public void Validity_is_from_and_before_to()
    {
        _store.Set(Profile(1, 0, 10) with { ValidFrom = Noon.AddSeconds(10), ValidTo = Noon.AddSeconds(20) });
        Assert.Null(At(9));
        Assert.Equal(10, At(10));
        Assert.Null(At(20));
    }

    [Fact]
    public void A_transaction_profile_overrides_the_default_even_upwards()
    {
        _store.Set(Profile(1, 5, 6));
        _store.Set(Profile(2, 0, 16) with { Purpose = ProfilePurpose.TxProfile, TransactionId = "77", Connector = 1 });
        Assert.Equal(16, At(0));
        Assert.Equal(6, CompositeSchedule.At(_store.Profiles, Context(0) with { TransactionId = "78" }).Amps);
    }

    [Fact]
    public void The_station_maximum_caps_everything()
    {
        _store.Set(Profile(1, 0, 16));
        _store.Set(Profile(2, 0, 10) with { Purpose = ProfilePurpose.ChargePointMaxProfile });
        Assert.Equal(10, At(0));
        _store.Clear(1, null, null, null);
        Assert.Equal(10, At(0));
    }

    [Fact]
    public void A_connectors_own_default_replaces_the_stations()
    {
        _store.Set(Profile(1, 3, 6));
        _store.Set(Profile(2, 0, 13) with { Connector = 1 });
        Assert.Equal(13, At(0));
    }

    [Fact]
    public void Relative_counts_from_the_start_of_charging_or_from_receipt()
    {
        _store.Set(Profile(1, 0, 16) with
        {
            Kind = ProfileKind.Relative,
            StartSchedule = null,
            Duration = TimeSpan.FromSeconds(100),
            ReceivedAt = Noon,
        });

        // Charging began a minute before the profile arrived.
        Assert.Equal(16, At(39));
        Assert.Null(At(40));
        Assert.Equal(16, CompositeSchedule.At(_store.Profiles, Context(99) with { Anchor = RelativeAnchor.Receipt }).Amps);
        Assert.Null(CompositeSchedule.At(_store.Profiles, Context(100) with { Anchor = RelativeAnchor.Receipt }).Amps);
    }

    [Fact]
    public void Periods_follow_each_other_and_a_daily_schedule_comes_back()
    {
        _store.Set(Profile(1, 0, 16) with
        {
            Kind = ProfileKind.Recurring,
            Recurrence = TimeSpan.FromDays(1),
            StartSchedule = Noon.AddDays(-3),
            Duration = TimeSpan.FromHours(2),
            Periods = [new ProfilePeriod(0, 16), new ProfilePeriod(3600, 8)],
        });
        Assert.Equal(16, At(3599));
        Assert.Equal(8, At(3600));
        Assert.Null(At(7200));
        Assert.Equal(16, At(86_400));
    }

    [Fact]
    public void Watts_are_shared_by_the_phases_that_the_period_names()
    {
        _store.Set(Profile(1, 0, 6900) with { InWatts = true });
        Assert.Equal(10, At(0));
        _store.Set(Profile(1, 0, 0) with { InWatts = true, Periods = [new ProfilePeriod(0, 2300, 1)] });
        Assert.Equal(10, At(0));
    }

    [Fact]
    public void The_same_id_or_the_same_place_replaces()
    {
        _store.Set(Profile(1, 0, 6));
        _store.Set(Profile(1, 4, 8));
        Assert.Single(_store.Profiles);
        _store.Set(Profile(9, 4, 9));
        Assert.Equal(9, Assert.Single(_store.Profiles).Id);
    }

    [Fact]
    public void Clearing_goes_by_id_alone_or_by_all_criteria()
    {
        _store.Set(Profile(1, 0, 6));
        _store.Set(Profile(2, 1, 16));
        Assert.False(_store.Clear(null, 0, ProfilePurpose.TxDefaultProfile, 7));
        Assert.True(_store.Clear(2, 5, null, 99));
        Assert.True(_store.Clear(null, null, null, null));
        Assert.Empty(_store.Profiles);
    }

    private static StoredProfile Profile(int id, int level, double amps) => new()
    {
        Id = id,
        Connector = 0,
        StackLevel = level,
        Purpose = ProfilePurpose.TxDefaultProfile,
        Kind = ProfileKind.Absolute,
        StartSchedule = Noon,
        Periods = [new ProfilePeriod(0, amps)],
    };

    private static ChargingContext Context(int second) => new(1, Noon.AddSeconds(second), "77", Noon.AddSeconds(-60));

    private double? At(int second) => CompositeSchedule.At(_store.Profiles, Context(second)).Amps;
}
