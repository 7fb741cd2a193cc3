using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Proxy;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Proxy;

public class ProxyRulesTests
{
    [Theory]
    [InlineData("1.6", "SetChargingProfile", "{}", "Rejected")]
    [InlineData("1.6", "ClearChargingProfile", "{}", "Unknown")]
    [InlineData("1.6", "GetCompositeSchedule", "{}", "Rejected")]
    [InlineData("2.0.1", "GetChargingProfiles", "{}", "NoProfiles")]
    [InlineData("2.1", "SetChargingProfile-Signed", "{}", "Rejected")]
    [InlineData("1.6", "RemoteStartTransaction", """{"idTag":"A","chargingProfile":{}}""", "Rejected")]
    [InlineData("2.0.1", "RequestStartTransaction", """{"a":{"b":[1]},"chargingProfile":{"id":1}}""", "Rejected")]
    public void Profile_messages_of_the_csms_are_answered_here(string version, string action, string payload, string status) =>
        Assert.Equal($$"""{"status":"{{status}}"}""", Intercept(version, action, payload));

    [Theory]
    [InlineData("1.6", "RemoteStartTransaction", """{"idTag":"A","connectorId":1}""")]
    [InlineData("1.6", "GetChargingProfiles", "{}")]
    [InlineData("2.1", "RequestStartTransaction", """{"custom":{"chargingProfile":1}}""")]
    [InlineData("2.1", "RequestStartTransaction-Signed", """{"payload":"e30","protected":"","signature":""}""")]
    [InlineData("1.6", "Reset", "{}")]
    [InlineData("1.6", "DataTransfer", """{"chargingProfile":1}""")]
    public void All_else_passes(string version, string action, string payload) => Assert.Null(Intercept(version, action, payload));

    [Fact]
    public void A_profile_hidden_in_a_signed_start_is_seen()
    {
        var hidden = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"chargingProfile":{}}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.NotNull(Intercept("2.1", "RequestStartTransaction-Signed", $$"""{"payload":"{{hidden}}"}"""));
    }

    [Fact]
    public void An_intercepted_call_does_not_reach_the_station()
    {
        var rig = new LinkRig(policy: ProfilePolicy.Reject).WithFallback().Forget().FromCsms("""[2,"c","SetChargingProfile",{"connectorId":1}]""");

        Assert.Empty(rig.Station);
        Assert.Equal(["""[3,"c",{"status":"Rejected"}]"""], rig.Csms);
    }

    private static string? Intercept(string version, string action, string payload)
    {
        var frame = OcppFrameParser.Parse(Encoding.UTF8.GetBytes($"""[2,"c","{action}",{payload}]"""), FrameLimits.Default).Frame!;
        return ProxyRules.Intercept(version, frame) is { } answer ? Encoding.UTF8.GetString(answer.Span) : null;
    }
}
