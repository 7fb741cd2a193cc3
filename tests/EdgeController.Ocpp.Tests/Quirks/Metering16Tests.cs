using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Quirks;

public class Metering16Tests
{
    private const string Interval = "MeterValueSampleInterval";
    private const string Values = "MeterValuesSampledData";

    [Fact]
    public void Nothing_is_changed_where_the_station_meters_enough()
    {
        var rig = Configured((Interval, "10"), (Values, "Current.Import,Voltage")).Wait(60);

        Assert.DoesNotContain(rig.Station, text => text.Contains("ChangeConfiguration", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Interval, "900", "\"value\":\"10\"")]
    [InlineData(Interval, "0", "\"value\":\"10\"")]
    [InlineData(Values, "Energy.Active.Import.Register", "\"value\":\"Energy.Active.Import.Register,Current.Import\"")]
    public void What_comes_too_slowly_or_without_current_is_set(string key, string value, string set)
    {
        var rig = Configured((key, value));

        Assert.Contains($"\"key\":\"{key}\"", rig.Station.Last(), StringComparison.Ordinal);
        Assert.Contains(set, rig.Station.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_csms_gets_periodic_values_at_its_own_interval_and_all_others()
    {
        var rig = Configured((Interval, "60")).Accept("ChangeConfiguration").Forget();
        for (var n = 0; n < 12; n++)
        {
            rig.FromStation(MeterValues(rig, n, "")).FromCsms($$"""[3,"m{{n}}",{}]""").Wait(10);
        }

        Assert.Equal(2, rig.Csms.Count());
        Assert.Equal(12, rig.Station.Count(text => text.EndsWith(",{}]", StringComparison.Ordinal)));
        foreach (var more in new[] { ",\"context\":\"Transaction.End\"", ",\"context\":\"Trigger\"", ",\"format\":\"SignedData\"" })
        {
            rig.Forget().FromStation(MeterValues(rig, 99, more));
            Assert.Single(rig.Csms);
            rig.FromCsms("""[3,"m99",{}]""");
        }
    }

    [Fact]
    public void What_the_csms_does_not_get_still_counts_here()
    {
        var rig = Configured((Interval, "0")).Accept("ChangeConfiguration").Forget().FromStation(MeterValues(new LinkRig(), 1, ""));

        Assert.Empty(rig.Csms);
        Assert.Single(rig.Events.OfType<Core.Events.EvseMetered>());
    }

    [Fact]
    public void The_csms_reads_what_it_has_set()
    {
        var rig = Configured((Interval, "900")).Accept("ChangeConfiguration").Forget();
        rig.FromCsms("""[2,"g","GetConfiguration",{}]""")
            .FromStation("""[3,"g",{"configurationKey":[{"key":"MeterValueSampleInterval","readonly":false,"value":"10"},{"key":"X","readonly":true,"value":"1"}]}]""");
        Assert.Equal("""[3,"g",{"configurationKey":[{"key":"MeterValueSampleInterval","readonly":false,"value":"900"},{"key":"X","readonly":true,"value":"1"}]}]""", rig.Csms.Last());

        rig.FromCsms("""[2,"c","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"300"}]""").FromStation("""[3,"c",{"status":"Accepted"}]""");
        Assert.Equal("""[3,"c",{"status":"Accepted"}]""", rig.Csms.Last());
        Assert.Contains("\"value\":\"10\"", rig.Station.Last(), StringComparison.Ordinal);
        rig.Accept("ChangeConfiguration").FromCsms("""[2,"h","GetConfiguration",{}]""").FromStation("""[3,"h",{"configurationKey":[{"key":"MeterValueSampleInterval","readonly":false,"value":"10"}]}]""");
        Assert.Contains("\"value\":\"300\"", rig.Csms.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_csms_that_wants_values_as_often_as_the_controller_gets_them_all()
    {
        var rig = Configured((Interval, "900")).Accept("ChangeConfiguration");
        rig.FromCsms("""[2,"c","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"5"}]""").FromStation("""[3,"c",{"status":"Accepted"}]""").Forget();
        rig.FromStation(MeterValues(rig, 1, "")).FromCsms("""[3,"m1",{}]""").FromStation(MeterValues(rig, 2, ""));

        Assert.Equal(2, rig.Csms.Count());
        Assert.DoesNotContain(rig.Station, text => text.Contains("ChangeConfiguration", StringComparison.Ordinal));
    }

    [Fact]
    public void A_station_that_refuses_meters_as_before()
    {
        var rig = Configured((Interval, "900"));
        rig.FromStation($$"""[3,"{{rig.LastCall("ChangeConfiguration").MessageId}}",{"status":"Rejected"}]""").Forget();
        rig.FromStation(MeterValues(rig, 1, "")).FromCsms("""[3,"m1",{}]""").FromStation(MeterValues(rig, 2, ""));

        Assert.Equal(2, rig.Csms.Count());
    }

    [Fact]
    public void Without_permission_nothing_is_set()
    {
        var rig = new LinkRig(options: new StationLinkOptions { ConfiguresMetering = false }).Connected().Wait(3).Accept("ClearChargingProfile").Accept("SetChargingProfile").Configuration((Interval, "900"));

        Assert.DoesNotContain(rig.Station, text => text.Contains("ChangeConfiguration", StringComparison.Ordinal));
    }

    private static LinkRig Configured(params (string, string)[] keys) =>
        new LinkRig().Connected().Wait(3).Accept("ClearChargingProfile").Accept("SetChargingProfile").Configuration(keys);

    private static string MeterValues(LinkRig rig, int n, string more) =>
        $$$"""[2,"m{{{n}}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{{rig.Wall:O}}}","sampledValue":[{"value":"10","measurand":"Current.Import","phase":"L1","unit":"A"{{{more}}}}]}]}]""";
}
