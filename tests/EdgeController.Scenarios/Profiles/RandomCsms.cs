using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Stations;

namespace EdgeController.Scenarios.Profiles;

/// <summary>
/// A back end that sets random charging profiles at all stations of a site, and knows by the simulator's own composite what they allow: the
/// oracle. What a station was allowed within the last seconds still counts, since it and its vehicle need a moment to follow.
/// </summary>
internal sealed class RandomCsms(SimulatedRun run, DateTimeOffset epoch, IReadOnlyList<string> versions, Random random)
{
    private const int Memory = 20;
    private readonly ProfileStore[] _stores = [.. run.World.Site.Stations.Select(_ => new ProfileStore())];
    private readonly int[] _above = new int[run.World.Site.Stations.Length];
    private readonly Queue<double>[] _allowed = [.. run.World.Site.Stations.Select(_ => new Queue<double>())];

    /// <summary>What the clocks of stations and back end show.</summary>
    private DateTimeOffset Clock => epoch + run.Now.SinceStart;

    public int Sent { get; private set; }

    /// <summary>Seconds in a row in which a vehicle drew more than its back end allowed at that moment, at most.</summary>
    public int LongestAbove { get; private set; }

    /// <summary>A new profile for one station.</summary>
    public void Speak()
    {
        var station = random.Next(_stores.Length);
        var is16 = versions[station] == OcppVersion.V16;
        var (max, level) = (random.Next(3) == 0, random.Next(4));
        var target = max ? 0 : 1;
        var periods = Enumerable.Range(0, random.Next(1, 4)).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{{\"startPeriod\":{(n == 0 ? 0 : (n * 400) + random.Next(300))},\"limit\":{(random.Next(8) == 0 ? 0 : 60 + random.Next(260)) / 10.0}}}")).ToArray();
        var starts = Clock.AddSeconds(random.Next(-600, 300));
        var schedule = $"\"chargingRateUnit\":\"A\",\"startSchedule\":\"{starts.UtcDateTime:O}\",\"chargingSchedulePeriod\":[{string.Join(',', periods)}]"
            + (random.Next(2) == 0 ? $",\"duration\":{random.Next(300, 3000)}" : "");
        var id = (max ? 10 : 1) + level;
        var plain = $"\"stackLevel\":{level},\"chargingProfilePurpose\":\"{(max ? "ChargePointMaxProfile" : "TxDefaultProfile")}\",\"chargingProfileKind\":\"Absolute\",\"chargingSchedule\":";
        var profile = $"{{\"chargingProfileId\":{id},{plain}{{{schedule}}}}}";
        run.CsmsCalls(station, "SetChargingProfile", is16
            ? $"{{\"connectorId\":{target},\"csChargingProfiles\":{profile}}}"
            : $"{{\"evseId\":{target},\"chargingProfile\":{{\"id\":{id},{plain.Replace("ChargePointMax", "ChargingStationMax", StringComparison.Ordinal)}[{{\"id\":1,{schedule}}}]}}}}");
        using var text = JsonDocument.Parse(profile);
        _stores[station].Set(ProfileReader.Read(text.RootElement, target, Clock)!);
        Sent++;
    }

    /// <summary>By how many amperes any vehicle draws more than its station's back end allows now or allowed a moment ago; below the fallback nothing is asked of a station without a transaction.</summary>
    public double Excess()
    {
        var worst = double.NegativeInfinity;
        for (var station = 0; station < _stores.Length; station++)
        {
            var context = new ChargingContext(1, Clock, "none", null) { DefaultsInOneStack = versions[station] != OcppVersion.V16 };
            var allowed = _allowed[station];
            allowed.Enqueue(CompositeSchedule.At(_stores[station].Profiles, context).Amps ?? double.PositiveInfinity);
            if (allowed.Count > Memory)
            {
                allowed.Dequeue();
            }

            var fallback = run.World.Site.Stations[station].Fallback.Value;
            var above = TrueLoad.ChargingAmps(run.World, station) > Math.Max(allowed.Last(), fallback) + 0.5;
            _above[station] = above ? _above[station] + 1 : 0;
            LongestAbove = Math.Max(LongestAbove, _above[station]);
            worst = Math.Max(worst, TrueLoad.ChargingAmps(run.World, station) - Math.Max(allowed.Max(), fallback));
        }

        return worst;
    }

    /// <summary>The time goes on by so many seconds; the worst excess of them.</summary>
    public double Watch(int seconds)
    {
        var worst = double.NegativeInfinity;
        for (var second = 0; second < seconds; second++)
        {
            run.RunUntil(run.Now + TimeSpan.FromSeconds(1));
            worst = Math.Max(worst, Excess());
        }

        return worst;
    }
}
