using EdgeController.Core.Topology;
using EdgeController.Host.Configuration;

namespace EdgeController.Host.Tests.Configuration.Sites;

public class OfflineKeysTests
{
    private const string Url = "url: \"ws://north.example.com/ocpp\"";

    [Fact]
    public void What_holds_while_a_back_end_is_away_is_read_for_each()
    {
        var site = SiteFiles.Good(SiteFiles.Small(csms: $"{{ north: {{ {Url}, offline: keep, offline_tokens: [04a1B2, 77], offline_unknown: accept, on_rejected_start: continue }} }}"));
        var rules = site.BackEnds[0].Offline;

        Assert.Equal(OfflineMode.Keep, rules.Mode);
        Assert.Equal(["04A1B2", "77"], rules.Tokens.Order(StringComparer.Ordinal));
        Assert.True(rules.AcceptsUnknown);
        Assert.False(rules.StopsRejected);
        Assert.Equal(OfflineMode.MirrorClose, SiteFiles.Good(SiteFiles.Small(csms: $"{{ north: {{ {Url}, offline: mirror-close }} }}")).BackEnds[0].Offline.Mode);
    }

    [Fact]
    public void Without_a_word_stations_are_kept_strangers_are_rejected_and_refused_transactions_stopped()
    {
        var rules = SiteFiles.Good(SiteFiles.Small(csms: $"{{ north: {{ {Url} }} }}")).BackEnds[0].Offline;

        Assert.Equal((OfflineMode.Keep, false, true, 0), (rules.Mode, rules.AcceptsUnknown, rules.StopsRejected, rules.Tokens.Count));
    }

    [Theory]
    [InlineData("offline_tokens: [A]", "offline_tokens")]
    [InlineData("offline_unknown: accept", "offline_unknown")]
    [InlineData("on_rejected_start: stop", "on_rejected_start")]
    public void A_key_that_mirror_close_makes_pointless_is_an_error(string key, string name)
    {
        var found = Assert.Single(SiteFiles.Read(SiteFiles.Small(csms: $"{{ north: {{ {Url}, offline: mirror-close, {key} }} }}")).Diagnostics);

        Assert.Equal((Codes.WithoutEffect, Severity.Error), (found.Code, found.Severity));
        Assert.Contains(name, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stations_without_a_back_end_have_a_list_of_their_own()
    {
        Assert.Equal(["A1"], SiteFiles.Good(SiteFiles.Small() + "\ntokens: a1").Tokens);
        Assert.Null(SiteFiles.Good(SiteFiles.Small()).Tokens);

        var found = Assert.Single(SiteFiles.Read(SiteFiles.Small(csms: $"{{ north: {{ {Url} }} }}") + "\ntokens: [A1]").Diagnostics);
        Assert.Equal(Codes.WithoutEffect, found.Code);
    }
}
