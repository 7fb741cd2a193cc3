using System.Text;
using EdgeController.Simulator.BackEnd.Ledgers;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.Tests.Stations;

namespace EdgeController.Simulator.Tests.BackEnd.Ledgers;

/// <summary>What the simulator's own record takes from an accepted profile.</summary>
public sealed class CapBookTests
{
    /// <summary>A back end that has not heard of the end names the transaction before: that limits nothing any more.</summary>
    [Theory]
    [InlineData("1.6", false)]
    [InlineData("1.6", true)]
    [InlineData("2.0.1", false)]
    [InlineData("2.0.1", true)]
    public void A_profile_limits_the_transaction_that_it_names_and_not_the_next(string version, bool namesTheOneBefore)
    {
        using var rig = new StationRig(version: version);
        var (book, first) = Second(rig);
        Run(rig, book, 90);
        var second = rig.Connector.Transaction!.Id!;
        Assert.NotEqual(first, second);

        var named = namesTheOneBefore ? first : second;
        var profile = version == "1.6"
            ? $$$$"""{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"transactionId":{{{{named}}}},"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]}}}"""
            : $$$$"""{"evseId":1,"chargingProfile":{"id":1,"transactionId":"{{{{named}}}}","stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]}]}}""";
        book.Came(Encoding.UTF8.GetBytes($"""[2,"1","SetChargingProfile",{profile}]"""));
        book.Went("""[3,"1",{"status":"Accepted"}]"""u8.ToArray(), rig.Now);
        Run(rig, book, 120);
        Assert.Equal(namesTheOneBefore, book.SecondsCapped == 0);
        Assert.Equal(namesTheOneBefore, !(book.WorstExcessAmps > 0));
    }

    /// <summary>A back end gives the id of its station's maximum to a profile of a transaction that is over: the maximum is gone, and nothing limits.</summary>
    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void A_profile_of_a_transaction_that_is_over_still_replaces_what_has_its_id(int id, bool replaced)
    {
        using var rig = new StationRig();
        var (book, over) = Second(rig);
        Set("""{"connectorId":0,"csChargingProfiles":{"chargingProfileId":5,"stackLevel":0,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]}}}""");
        Set($$$$"""{"connectorId":1,"csChargingProfiles":{"chargingProfileId":{{{{id}}}},"transactionId":{{{{over}}}},"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}}""");
        Run(rig, book, 120);
        Assert.Equal(replaced, book.SecondsCapped == 0);

        void Set(string profile)
        {
            book.Came(Encoding.UTF8.GetBytes($"""[2,"p","SetChargingProfile",{profile}]"""));
            book.Went("""[3,"p",{"status":"Accepted"}]"""u8.ToArray(), rig.Now);
        }
    }

    /// <summary>A start that was asked for and ended between two looks leaves nothing for the next one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_profile_of_a_remote_start_limits_the_transaction_that_it_began_and_no_other(bool endsAtOnce)
    {
        using var rig = new StationRig();
        var book = new CapBook(rig.Station, StationRig.Epoch);
        Run(rig, book, 10);
        rig.PlugIn();
        Run(rig, book, 60);
        var stop = $$"""[2,"s","RemoteStopTransaction",{"transactionId":{{rig.Connector.Transaction!.Id}}}]""";
        rig.Step(StationInput.Message(Encoding.UTF8.GetBytes(stop)));
        Run(rig, book, 10);
        Assert.Null(rig.Connector.Transaction);

        const string profile = """{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]}}""";
        book.Came(Encoding.UTF8.GetBytes($$"""[2,"r","RemoteStartTransaction",{"connectorId":1,"idTag":"REMOTE","chargingProfile":{{profile}}}]"""));
        Start("r1");
        book.Went("""[3,"r",{"status":"Accepted"}]"""u8.ToArray(), rig.Now);
        if (endsAtOnce)
        {
            rig.Step(StationInput.Unplug(1));
            rig.PlugIn();
            Start("r2");
        }

        Run(rig, book, 150);
        Assert.NotNull(rig.Connector.Transaction);
        Assert.Equal(endsAtOnce, book.SecondsCapped == 0);

        void Start(string id)
        {
            rig.Step(StationInput.Message(Encoding.UTF8.GetBytes($$"""[2,"{{id}}","RemoteStartTransaction",{"connectorId":1,"idTag":"REMOTE"}]""")));
            Assert.NotNull(rig.Connector.Transaction);
        }
    }

    /// <summary>2.x: two of a level that are never valid together stand side by side; 1.6: the newer stands in the older's place.</summary>
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Profiles_of_a_level_that_never_meet_are_kept_both_in_2x(bool keepsApart, int kept)
    {
        var store = new ProfileStore(keepsApart);
        var noon = StationRig.Epoch.AddHours(12);
        store.Set(Profile(1) with { ValidTo = noon });
        store.Set(Profile(2) with { ValidFrom = noon });
        Assert.Equal(kept, store.Profiles.Count);
        store.Set(Profile(3));
        Assert.Equal(3, Assert.Single(store.Profiles).Id);
    }

    private static StoredProfile Profile(int id) =>
        new() { Id = id, Connector = 1, StackLevel = 0, Purpose = ProfilePurpose.TxDefaultProfile, Kind = ProfileKind.Relative, Periods = [new ProfilePeriod(0, 10)] };

    /// <summary>A book that has seen one transaction end, whose id is told, and the next vehicle come.</summary>
    private static (CapBook Book, string First) Second(StationRig rig)
    {
        var book = new CapBook(rig.Station, StationRig.Epoch);
        Run(rig, book, 10);
        rig.PlugIn();
        Run(rig, book, 60);
        var first = rig.Connector.Transaction!.Id!;
        rig.Step(StationInput.Unplug(1));
        Run(rig, book, 30);
        rig.PlugIn();
        return (book, first);
    }

    private static void Run(StationRig rig, CapBook book, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            rig.Run(1);
            book.Observe(rig.Now, steady: true, fallbackAmps: 6);
        }
    }
}
