using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class CsmsAwayTests
{
    private const string Boot = """[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""";
    private const string Accepted = """[3,"b",{"status":"Accepted","currentTime":"2026-03-01T12:00:00Z","interval":300}]""";
    private const string Start = """[2,"t1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-03-01T12:00:00Z"}]""";

    [Fact]
    public void The_back_off_grows_with_each_failure_and_ends_growing_after_five()
    {
        var rig = new LinkRig().Give(new StationOpened("1.6"));
        var waits = new List<double>();
        for (var n = 0; n < 8; n++)
        {
            var failed = rig.Now;
            rig.Forget().Give(new CsmsClosed("refused"));
            while (!rig.Outputs.OfType<OpenCsms>().Any())
            {
                rig.Wait(1);
            }

            waits.Add((rig.Now - failed).TotalSeconds);
        }

        double[] least = [10, 20, 40, 80, 160, 320, 320, 320];
        for (var n = 0; n < least.Length; n++)
        {
            Assert.InRange(waits[n], least[n], least[n] + 11);
        }
    }

    [Theory]
    [InlineData(31, 21)]
    [InlineData(29, 61)]
    public void A_connection_of_thirty_seconds_resets_the_back_off(int heldSeconds, int atMost)
    {
        var rig = new LinkRig().Give(new StationOpened("1.6")).Give(new CsmsClosed("no")).Wait(21).Give(new CsmsClosed("no")).Wait(31);
        rig.Give(new CsmsOpened()).Wait(heldSeconds).Give(new CsmsClosed("broken")).Forget();
        var start = rig.Now;
        while (!rig.Outputs.OfType<OpenCsms>().Any())
        {
            rig.Wait(1);
        }

        Assert.InRange((rig.Now - start).TotalSeconds, atMost == 21 ? 10 : 40, atMost);
    }

    [Fact]
    public void The_upstream_socket_goes_with_the_stations_and_the_old_before_the_new()
    {
        var rig = new LinkRig().Connected().Forget().Give(new StationOpened("1.6"));
        Assert.Equal([typeof(CloseCsms), typeof(OpenCsms)], rig.Outputs.Select(output => output.GetType()).Where(type => type == typeof(CloseCsms) || type == typeof(OpenCsms)));

        rig.Forget().Give(new StationClosed("gone"));
        Assert.Single(rig.Outputs.OfType<CloseCsms>());
        Assert.Equal(CsmsLinkState.Idle, rig.Link.Csms);
    }

    [Fact]
    public void Calls_wait_five_seconds_for_a_connection_that_is_being_opened()
    {
        var rig = new LinkRig().Give(new StationOpened("1.6")).FromStation("""[2,"h1","Heartbeat",{}]""").Wait(4);
        Assert.DoesNotContain(rig.Station, text => text.Contains("h1", StringComparison.Ordinal));

        rig.Wait(1);
        Assert.Contains("""[3,"h1",{"currentTime":"2026-03-01T12:00:05.000Z"}]""", rig.Station);
        rig.FromStation("""[2,"h2","Heartbeat",{}]""").Give(new CsmsOpened());
        Assert.DoesNotContain(rig.Csms, text => text.Contains("h2", StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_that_waited_go_up_in_order_and_one_by_one_when_it_opens()
    {
        string[] calls = [Boot, """[2,"h1","Heartbeat",{}]""", Start];
        var rig = new LinkRig().Give(new StationOpened("1.6"));
        foreach (var call in calls)
        {
            rig.FromStation(call);
        }

        rig.Give(new CsmsOpened());
        Assert.Equal(calls[..1], rig.Csms);
        rig.FromCsms("""[3,"b",{}]""");
        Assert.Equal(calls[..2], rig.Csms);

        // Its answer never comes: after its time the next one goes.
        rig.Wait(59);
        Assert.Equal(calls[..2], rig.Csms);
        rig.Wait(1);
        Assert.Equal(calls, rig.Csms);
    }

    [Theory]
    [InlineData("""[2,"x","StatusNotification",{"connectorId":1,"status":"Available"}]""", """[3,"x",{}]""")]
    [InlineData("""[2,"x","MeterValues",{"connectorId":1,"meterValue":[]}]""", """[3,"x",{}]""")]
    [InlineData("""[2,"x","DataTransfer",{"vendorId":"V"}]""", """[3,"x",{"status":"Rejected"}]""")]
    [InlineData("""[2,"x","Authorize",{"idTag":"stranger"}]""", """[3,"x",{"idTagInfo":{"status":"Invalid"}}]""")]
    [InlineData("""[2,"x","Authorize",{"idTag":"known"}]""", """[3,"x",{"idTagInfo":{"status":"Accepted"}}]""")]
    [InlineData("""[2,"x","Invented",{}]""", """[4,"x","NotImplemented","the back end cannot be reached",{}]""")]
    public void Calls_without_a_transaction_are_answered_from_what_is_known(string call, string answer)
    {
        var rig = new LinkRig().Connected().FromStation("""[2,"a","Authorize",{"idTag":"known"}]""").FromCsms("""[3,"a",{"idTagInfo":{"status":"Accepted"}}]""");
        rig.Give(new CsmsClosed("broken")).Forget().FromStation(call);

        Assert.Contains(answer, rig.Station);
    }

    [Theory]
    [InlineData(true, "Accepted")]
    [InlineData(false, "Pending")]
    public void A_boot_is_accepted_only_for_a_station_that_the_csms_knew(bool knew, string status)
    {
        var rig = new LinkRig().Connected();
        if (knew)
        {
            rig.FromStation(Boot).FromCsms(Accepted);
        }

        rig.Give(new CsmsClosed("broken")).Forget().FromStation(Boot.Replace("\"b\"", "\"b2\"", StringComparison.Ordinal));
        Assert.Equal(status, JsonDocument.Parse(rig.Station.First()).RootElement[2].GetProperty("status").GetString());
    }

    [Fact]
    public void The_csms_hears_the_last_boot_and_status_when_it_is_back_and_its_answers_are_swallowed()
    {
        string[] said =
        [
            """[2,"s1","StatusNotification",{"connectorId":1,"status":"Preparing"}]""",
            """[2,"s2","StatusNotification",{"connectorId":1,"status":"Charging"}]""",
            Boot,
        ];
        var rig = new LinkRig().Connected().Give(new CsmsClosed("broken"));
        foreach (var call in said)
        {
            rig.FromStation(call);
        }

        while (rig.Link.Csms != CsmsLinkState.Connecting)
        {
            rig.Wait(1);
        }

        rig.Forget().Give(new CsmsOpened()).FromStation("""[2,"h","Heartbeat",{}]""").FromCsms(Accepted).FromCsms("""[3,"s2",{}]""");
        Assert.Equal([said[2], said[1], """[2,"h","Heartbeat",{}]"""], rig.Csms);
        Assert.DoesNotContain(rig.Station, text => text.StartsWith("[3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Start)]
    [InlineData("""[2,"t1","StopTransaction",{"transactionId":1,"meterStop":0}]""")]
    [InlineData("""[2,"t1","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[]}]""")]
    public void A_transaction_message_is_held_ten_seconds_then_the_station_is_refused_until_the_csms_is_back(string call)
    {
        var rig = new LinkRig().Connected().Give(new CsmsClosed("broken")).Forget().FromStation(call).Wait(9);
        Assert.True(rig.Link.IsOpen);
        Assert.DoesNotContain(rig.Station, text => text.Contains("\"t1\"", StringComparison.Ordinal));

        rig.Wait(1);
        Assert.Equal(1001, Assert.Single(rig.Outputs.OfType<CloseStation>()).Code);
        Assert.True(rig.Link.RefusesStation);
        rig.Forget().Give(new StationOpened("1.6"));
        Assert.Single(rig.Outputs.OfType<CloseStation>());

        rig.Wait(30).Give(new CsmsOpened());
        Assert.Single(rig.Outputs.OfType<CloseCsms>());
        Assert.False(rig.Link.RefusesStation);
        rig.Forget().Connected().FromStation(call);
        Assert.Contains(call, rig.Csms);
    }

    [Fact]
    public void A_transaction_message_whose_answer_was_lost_is_repeated_with_the_same_bytes_and_counted()
    {
        var options = new StationLinkOptions { TransactionHold = TimeSpan.FromSeconds(60) };
        var rig = new LinkRig(options: options).Connected().FromStation(Start).Give(new CsmsClosed("broken"));
        while (rig.Link.Csms != CsmsLinkState.Connecting)
        {
            rig.Wait(1);
        }

        rig.Forget().Give(new CsmsOpened());
        Assert.Equal([Start], rig.Csms);
        Assert.Equal(1, rig.Link.Counters.Repeats);
    }

    [Fact]
    public void Without_a_transaction_message_the_station_stays_connected_for_as_long_as_it_takes()
    {
        var rig = new LinkRig().WithFallback().Status().Give(new CsmsClosed("broken")).Wait(3600);

        Assert.True(rig.Link.IsOpen);
    }

    [Fact]
    public void Setpoints_go_on_while_the_csms_is_away()
    {
        var rig = new LinkRig().Ready().Give(new CsmsClosed("broken")).Setpoint(10).Accept("SetChargingProfile");

        Assert.Equal([SetpointOutcome.Accepted], rig.Outcomes(1));
    }
}
