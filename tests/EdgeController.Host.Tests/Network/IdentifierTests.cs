using System.Collections.Concurrent;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Tests.Network;

/// <summary>Message ids that collide, calls that overlap and answers that come late or never, over real sockets.</summary>
public sealed class IdentifierTests
{
    [Fact]
    public async Task The_same_id_in_both_directions_and_twice_from_the_back_end_confuses_nobody()
    {
        await using var csms = await ScriptedCsms.StartAsync(_ => null);
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1, answer: text => text.Contains("\"ec-", StringComparison.Ordinal) ? Peer.AcceptAll(text) : null);
        var upstream = await csms.StationAsync(1);

        var from = TimeProvider.System.GetTimestamp();
        await station.SendAsync("[2,\"same\",\"DataTransfer\",{\"vendorId\":\"s\"}]");
        await upstream.SendAsync("[2,\"same\",\"DataTransfer\",{\"vendorId\":\"c\"}]");
        await ArrivesAsync(upstream, "[2,\"same\",\"DataTransfer\",{\"vendorId\":\"s\"}]");
        await ArrivesAsync(station, "[2,\"same\",\"DataTransfer\",{\"vendorId\":\"c\"}]");
        await station.SendAsync("[3,\"same\",{\"status\":\"Accepted\"}]");
        await upstream.SendAsync("[3,\"same\",{\"status\":\"Rejected\"}]");
        await ArrivesAsync(upstream, "[3,\"same\",{\"status\":\"Accepted\"}]");
        await ArrivesAsync(station, "[3,\"same\",{\"status\":\"Rejected\"}]");

        ProcessFaults.Safe("D13", from);

        // Off: one book of ids for both directions, in which the second call takes the first one's line.
        var one = new Dictionary<string, string>(StringComparer.Ordinal) { ["same"] = "station" };
        one["same"] = "back end";
        Assert.NotEqual("station", one["same"]);
        ProcessFaults.Control("D13", "one book of ids for both directions gives the station's answer to the back end");

        // Once more while the first of that id is still out: it waits its turn, and both answers carry the back end's id.
        await upstream.SendAsync("[2,\"twin\",\"DataTransfer\",{\"vendorId\":\"1\"}]");
        await upstream.SendAsync("[2,\"twin\",\"DataTransfer\",{\"vendorId\":\"2\"}]");
        await ArrivesAsync(station, "[2,\"twin\",\"DataTransfer\",{\"vendorId\":\"1\"}]");
        await station.SendAsync("[3,\"twin\",{\"n\":1}]");
        await ArrivesAsync(station, "[2,\"twin\",\"DataTransfer\",{\"vendorId\":\"2\"}]");
        await station.SendAsync("[3,\"twin\",{\"n\":2}]");
        await ArrivesAsync(upstream, "[3,\"twin\",{\"n\":1}]");
        await ArrivesAsync(upstream, "[3,\"twin\",{\"n\":2}]");
    }

    [Fact]
    public async Task A_hundred_calls_of_the_back_end_at_once_reach_the_station_one_by_one()
    {
        await using var csms = await ScriptedCsms.StartAsync(text => text.Contains("\"c", StringComparison.Ordinal) ? null : Peer.AcceptAll(text));
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        var pending = new ConcurrentQueue<string>();
        var station = await rig.ConnectAsync(1, answer: text =>
        {
            if (Peer.Id(text) is { } id)
            {
                pending.Enqueue(id);
            }

            return null;
        });
        var upstream = await csms.StationAsync(1);
        for (var i = 0; i < 100; i++)
        {
            await upstream.SendAsync(FormattableString.Invariant($"[2,\"c{i:00}\",\"DataTransfer\",{{\"vendorId\":\"v\"}}]"));
        }

        // Fifty wait, one is out, the rest is refused; what waits goes out only as answers come back.
        await Until.TrueAsync("refusals", () => upstream.Received.Count(text => text.StartsWith("[4,\"c", StringComparison.Ordinal)) is >= 48 and <= 50);
        await Until.TrueAsync("the one that is out", () => pending.Count == 1);
        var order = new List<string>();
        await Until.TrueAsync("every answer", async () =>
        {
            Assert.True(pending.Count <= 1, "one call at a time");
            if (pending.TryDequeue(out var id))
            {
                order.Add(id);
                await station.SendAsync($"[3,\"{id}\",{{\"status\":\"Accepted\"}}]");
            }

            return upstream.Received.Count(text => text.StartsWith("[3,\"c", StringComparison.Ordinal) || text.StartsWith("[4,\"c", StringComparison.Ordinal)) == 100;
        });
        var relayed = order.Where(id => id.StartsWith('c')).ToArray();
        Assert.Equal(relayed.Order(StringComparer.Ordinal), relayed);
    }

    [Fact]
    public async Task Overlapping_calls_of_a_station_reach_the_back_end_one_by_one()
    {
        await using var csms = await ScriptedCsms.StartAsync(_ => null);
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1);
        var upstream = await csms.StationAsync(1);
        for (var i = 0; i < 5; i++)
        {
            await station.SendAsync(FormattableString.Invariant($"[2,\"s{i}\",\"DataTransfer\",{{}}]"));
        }

        for (var i = 0; i < 5; i++)
        {
            await ArrivesAsync(upstream, FormattableString.Invariant($"[2,\"s{i}\",\"DataTransfer\",{{}}]"));
            Assert.Equal(i + 1, upstream.Received.Count);
            await upstream.SendAsync(FormattableString.Invariant($"[3,\"s{i}\",{{}}]"));
            await ArrivesAsync(station, FormattableString.Invariant($"[3,\"s{i}\",{{}}]"));
        }
    }

    [Fact]
    public async Task A_station_that_answers_nothing_costs_only_itself_and_its_late_answers_are_taken_or_dropped()
    {
        var link = new StationLinkOptions { OwnCallTimeout = TimeSpan.FromMilliseconds(500), CsmsCallTimeout = TimeSpan.FromMilliseconds(800), FallbackRetry = TimeSpan.FromMilliseconds(300) };
        await using var csms = await ScriptedCsms.StartAsync(text => text.Contains("\"late", StringComparison.Ordinal) ? null : Peer.AcceptAll(text));
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Link = link }, ScriptedCsms.At(csms.Port));
        await using var health = await Health.StartAsync(rig, 2);
        var station = await rig.ConnectAsync(1, answer: _ => null);
        var upstream = await csms.StationAsync(1);

        await upstream.SendAsync("[2,\"late-1\",\"DataTransfer\",{}]");
        await ArrivesAsync(station, "[2,\"late-1\",\"DataTransfer\",{}]");
        await upstream.SendAsync("[2,\"late-2\",\"DataTransfer\",{}]");
        await ArrivesAsync(station, "[2,\"late-2\",\"DataTransfer\",{}]");
        await Until.TrueAsync("the fallback, asked twice", () => station.Received.Count(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)) >= 2);

        // Long after their time: the back end still gets its own, ours are recognised, nobody's go nowhere.
        await station.SendAsync("[3,\"late-1\",{\"n\":1}]");
        await station.SendAsync("[3,\"nobody\",{}]");
        await ArrivesAsync(upstream, "[3,\"late-1\",{\"n\":1}]");
        var own = Peer.Id(station.Received.First(text => text.Contains("SetChargingProfile", StringComparison.Ordinal)));
        await station.SendAsync($"[3,\"{own}\",{{\"status\":\"Accepted\"}}]");
        await NetworkRig.AssertServedAsync(station);
        Assert.True(rig.Logged("answered nobody, which nobody asked"));
        Assert.DoesNotContain(upstream.Received, text => text.Contains("ec-", StringComparison.Ordinal));
        await health.AssertGoodAsync();
    }

    private static Task ArrivesAsync(Peer at, string text) => Until.TrueAsync(text, () => at.Received.Contains(text, StringComparer.Ordinal));
}
