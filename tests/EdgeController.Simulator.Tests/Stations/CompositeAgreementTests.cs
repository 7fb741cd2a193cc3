using System.Globalization;
using System.Text.Json;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Tests.Stations;

/// <summary>
/// The controller's own composite of a back end's profiles against that of the simulated stations, which knows nothing of it, on random sets of
/// profiles. EDGE_LONG=1 takes 10,000 sets.
/// </summary>
public sealed class CompositeAgreementTests(ITestOutputHelper output)
{
    private const double Volts = 230;
    private static readonly int Sets = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 10_000 : 400;
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Both_calculators_allow_the_same()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}, {Sets} sets");
        var (compared, limited) = (0, 0);
        for (var set = 0; set < Sets; set++)
        {
            var random = new Random(seed + set);
            var (ours, theirs, version, wired) = Draw(random);
            for (var look = 0; look < 20; look++)
            {
                var now = Noon.AddSeconds(random.Next(-90_000, 90_000));
                var since = now.AddSeconds(-random.Next(0, 20_000));
                var until = DateTimeOffset.MaxValue;
                var own = Amps(ours, version, wired, now, since, ref until);
                var their = Theirs(theirs, version, wired, now, since);
                var where = $"seed {seed + set}, look {look}, {version}, {wired} phases: ours {own}, theirs {their}";

                // Watts on fewer phases than the station may load are taken as the total that they are: lower is right, higher never.
                Assert.True((own is null) == (their is null), where);
                Assert.True(own is null || own <= their + 1e-6, where);
                Assert.True(own is null || theirs.Any(profile => profile.InWatts && profile.Periods.Any(period => period.Phases < wired)) || Math.Abs(own.Value - their!.Value) < 1e-6, where);
                BothWays(ours, version, wired, now, since, where);
                Holds(ours, version, wired, now, since, until, own, random, where);
                compared++;
                limited += own is null ? 0 : 1;
            }
        }

        output.WriteLine($"{compared} moments compared, {limited} with a limit");
        Assert.True(limited > compared / 4);
    }

    /// <summary>Amperes and watts of a limit say the same on the phases that the station is wired to.</summary>
    private static void BothWays(CsmsProfileSet ours, string version, int wired, DateTimeOffset now, DateTimeOffset since, string where)
    {
        var until = DateTimeOffset.MaxValue;
        var moment = new CompositeMoment(now, "7") { Since = since, OwnDefaultFirst = version == OcppVersion.V16 };
        if (CsmsComposite.Base(ours.All, 1, moment, ref until) is { } limit)
        {
            Assert.True(Math.Abs((limit.Amps(wired, Volts) * wired * Volts) - limit.Watts(wired, Volts)) < 1e-6, where);
        }
    }

    /// <summary>Until the next change that it names, the composite stays what it is.</summary>
    private static void Holds(CsmsProfileSet ours, string version, int wired, DateTimeOffset now, DateTimeOffset since, DateTimeOffset until, double? own, Random random, string where)
    {
        var end = until == DateTimeOffset.MaxValue ? now.AddDays(20) : until;
        var later = now + ((end - now) * random.NextDouble() * 0.999);
        var ignored = DateTimeOffset.MaxValue;
        Assert.True(Amps(ours, version, wired, later, since, ref ignored) == own, $"{where}, changes before {until:O}");
    }

    private static double? Amps(CsmsProfileSet set, string version, int wired, DateTimeOffset now, DateTimeOffset since, ref DateTimeOffset until)
    {
        var moment = new CompositeMoment(now, "7") { Since = since, OwnDefaultFirst = version == OcppVersion.V16 };
        var own = CsmsComposite.Base(set.All, 1, moment, ref until)?.Amps(wired, Volts);
        var total = CsmsComposite.Total(set.All, moment, ref until)?.Amps(wired, Volts);
        return own is null ? total : total is null ? own : Math.Min(own.Value, total.Value);
    }

    private static double? Theirs(List<StoredProfile> profiles, string version, int wired, DateTimeOffset now, DateTimeOffset since) =>
        CompositeSchedule.At(profiles, new ChargingContext(1, now, "7", since) { Phases = wired, NominalVolts = Volts, DefaultsInOneStack = version != OcppVersion.V16 }).Amps;

    /// <summary>Some profiles as text, read by both; what ours refuses neither holds.</summary>
    private static (CsmsProfileSet Ours, List<StoredProfile> Theirs, string Version, int Wired) Draw(Random random)
    {
        var version = random.Next(2) == 0 ? OcppVersion.V16 : random.Next(2) == 0 ? OcppVersion.V201 : OcppVersion.V21;
        var (ours, theirs) = (new CsmsProfileSet(), new ProfileStore());
        for (var n = random.Next(1, 9); n > 0; n--)
        {
            var purpose = random.Next(3);
            var target = purpose == 0 ? 0 : purpose == 1 ? random.Next(2) : 1;
            var received = Noon.AddSeconds(-random.Next(0, 100_000));
            using var text = JsonDocument.Parse(Profile(random, version, purpose));
            var (profile, fault) = CsmsProfileReader.Read(version, text.RootElement, target, received, random.NextDouble);
            if (fault is null && ours.Problem(version, profile!) is null)
            {
                ours.Set(version, profile!);
                var stored = version == OcppVersion.V16
                    ? ProfileReader.Read(text.RootElement, target, received)
                    : ProfileReader2x.Read(text.RootElement, target, received).Profile;
                Assert.NotNull(stored);

                // 2.x stations replace by id alone; the simulated store knows the rule of 1.6.
                theirs.Clear(stored.Id, null, null, null);
                theirs.Set(stored);
            }
        }

        return (ours, [.. theirs.Profiles], version, random.Next(1, 4));
    }

    private static string Profile(Random random, string version, int purpose)
    {
        var is16 = version == OcppVersion.V16;
        var kind = random.Next(3) switch { 0 => "Absolute", 1 => "Recurring", _ => "Relative" };
        var words = is16 ? ["ChargePointMaxProfile", "TxDefaultProfile", "TxProfile"] : new[] { "ChargingStationMaxProfile", "TxDefaultProfile", "TxProfile" };
        var watts = random.Next(3) == 0;
        var periods = new List<string>();
        for (var start = 0; periods.Count < random.Next(1, 5); start += random.Next(1, 20_000))
        {
            var limit = watts ? random.Next(0, 22_000) : random.Next(0, 321) / 10.0;
            var phases = random.Next(3) == 0 ? $",\"numberPhases\":{random.Next(1, 4)}" : "";
            periods.Add(string.Create(CultureInfo.InvariantCulture, $"{{\"startPeriod\":{start},\"limit\":{limit}{phases}}}"));
        }

        var schedule = $"\"chargingRateUnit\":\"{(watts ? "W" : "A")}\",\"chargingSchedulePeriod\":[{string.Join(',', periods)}]"
            + (random.Next(2) == 0 ? $",\"duration\":{random.Next(1, 100_000)}" : "")
            + (kind != "Relative" ? $",\"startSchedule\":\"{Noon.AddSeconds(random.Next(-700_000, 50_000)):O}\"" : "");
        return $$"""{"{{(is16 ? "chargingProfileId" : "id")}}":{{random.Next(1, 12)}},"stackLevel":{{random.Next(4)}},"chargingProfilePurpose":"{{words[purpose]}}","chargingProfileKind":"{{kind}}","""
            + (purpose == 2 ? $"\"transactionId\":{(is16 ? "7" : "\"7\"")}," : "")
            + (kind == "Recurring" ? $"\"recurrencyKind\":\"{(random.Next(2) == 0 ? "Daily" : "Weekly")}\"," : "")
            + (random.Next(4) == 0 ? $"\"validFrom\":\"{Noon.AddSeconds(random.Next(-90_000, 20_000)):O}\"," : "")
            + (random.Next(4) == 0 ? $"\"validTo\":\"{Noon.AddSeconds(random.Next(20_001, 90_000)):O}\"," : "")
            + $"\"chargingSchedule\":{(is16 ? $"{{{schedule}}}" : $"[{{\"id\":1,{schedule}}}]")}}}";
    }
}
