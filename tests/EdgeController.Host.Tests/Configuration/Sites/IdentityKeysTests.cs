using EdgeController.Core.Topology;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Commands;

namespace EdgeController.Host.Tests.Configuration.Sites;

public class IdentityKeysTests
{
    private const string Url = "url: \"ws://north.example.com/ocpp\"";

    [Fact]
    public void The_controller_has_an_identity_where_one_is_written()
    {
        Assert.Null(Read("").BackEnds[0].Identity);
        Assert.Equal(new OwnIdentity(new("GARAGE-NORD"), "2.0.1"), Read(", identity: GARAGE-NORD").BackEnds[0].Identity);
        Assert.Equal(new OwnIdentity(new("GARAGE-NORD"), "1.6"), Read(", identity: GARAGE-NORD, identity_ocpp: \"1.6\"").BackEnds[0].Identity);
    }

    [Fact]
    public void Check_says_whom_the_back_end_may_limit()
    {
        using var output = new StringWriter();
        SiteSummary.Write(Read(", identity: GARAGE-NORD"), output);
        Assert.Contains("back end north knows the controller as GARAGE-NORD (OCPP 2.0.1) and may limit its 5 stations together", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("north: { URL, identity_ocpp: \"1.6\" }", Codes.WithoutEffect, "has no effect")]
    [InlineData("north: { URL, identity: \"GARAGE NORD\" }", Codes.BadValue, "is no identity")]
    [InlineData("north: { URL, identity: \"G-{1..3}\" }", Codes.BadValue, "is no identity")]
    [InlineData("north: { URL, identity: A1 }", Codes.IdentityTwice, "a station has the identity 'A1'")]
    [InlineData("north: { URL, identity: G, stations: [A1] }, south: { URL, identity: G, stations: [B1] }", Codes.IdentityTwice, "another back end knows the controller as 'G'")]
    [InlineData("north: { URL, stations: \"A*\" }, south: { URL, identity: G, stations: B1 }", Codes.WithoutEffect, "has no stations")]
    [InlineData("north: { URL, identity: G, identity_ocpp: \"1.5\" }", Codes.BadValue, "'1.5' is not one of")]
    public void A_wrong_identity_is_an_error_with_a_sentence(string csms, string code, string words) => Assert.Contains(
        SiteFiles.Read(SiteFiles.Small(csms: $"{{ {csms.Replace("URL", Url, StringComparison.Ordinal)} }}")).Diagnostics,
        found => found.Code == code && found.Severity == Severity.Error && found.Message.Contains(words, StringComparison.Ordinal));

    private static Site Read(string more) => SiteFiles.Good(SiteFiles.Small(csms: $"{{ north: {{ {Url}{more} }} }}"));
}
