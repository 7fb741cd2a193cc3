using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>A rule that holds after every tick; made anew for each run.</summary>
internal interface IRule
{
    /// <summary>What is wrong after this tick; null where nothing is.</summary>
    string? Look(WildWorld world, ReadOnlySpan<Setpoint> sent);
}

/// <summary>Some minutes of a random site, by its seed: the same seed and the same script give the same minutes.</summary>
internal sealed class WildDay
{
    /// <summary>How long a run is.</summary>
    public const int Seconds = 300;

    private readonly GuardOptions _options;
    private readonly bool _knowsClocks;

    public WildDay(int seed, Protections without = Protections.None, bool honest = false, bool knowsClocks = true)
    {
        (Seed, _knowsClocks, _options) = (seed, knowsClocks, GuardOptions.Default with { Without = without });
        Site = WildSites.Draw(seed);
        Script = new WildScript(Site, seed, honest).Write(Seconds);
    }

    /// <summary>A run of another site than the seed's own.</summary>
    public WildDay(Site site, int seed, bool honest)
    {
        (Seed, Site, _knowsClocks, _options) = (seed, site, true, GuardOptions.Default);
        Script = new WildScript(site, seed, honest).Write(Seconds);
    }

    public int Seed { get; }

    public Site Site { get; }

    public Disturbance[] Script { get; }

    /// <summary>Counts of what was sent, by kind.</summary>
    public Dictionary<SetpointChange, int> Sent { get; } = [];

    /// <summary>What the first broken rule says, with its second; null where all hold.</summary>
    public string? Play(Disturbance[] script, params IRule[] rules) => Play(Begin(), script, rules);

    /// <summary>A world in which nothing has happened yet.</summary>
    public WildWorld Begin() => new(Site, _options, _knowsClocks);

    public string? Play(WildWorld world, Disturbance[] script, params IRule[] rules)
    {
        var (at, seen) = (0, 0);
        for (var second = 0; second < Seconds; second++)
        {
            for (; at < script.Length && script[at].Second <= second; at++)
            {
                script[at].Act(world);
            }

            world.Bench.Run(1);
            var sent = world.Bench.Sent.Skip(seen).Select(item => item.Setpoint).ToArray();
            seen = world.Bench.Sent.Count;
            foreach (var setpoint in sent)
            {
                Sent[setpoint.Change] = Sent.GetValueOrDefault(setpoint.Change) + 1;
            }

            foreach (var rule in rules)
            {
                if (rule.Look(world, sent) is { } wrong)
                {
                    return $"second {second + 1}: {wrong}";
                }
            }
        }

        return null;
    }

    /// <summary>The shortest script that still breaks the rule, found by leaving out parts and replaying the seed.</summary>
    public string Shrink(Func<IRule> rule)
    {
        var script = Script.OrderBy(item => item.Second).ToArray();
        for (var part = script.Length / 2; part >= 1; part /= 2)
        {
            for (var from = 0; from < script.Length;)
            {
                Disturbance[] rest = [.. script[..from], .. script[Math.Min(script.Length, from + part)..]];
                (script, from) = Play(rest, rule()) is null ? (script, from + part) : (rest, from);
            }
        }

        return $"seed {Seed}, {Play(script, rule())}; least script: {string.Join("; ", script.Select(item => item.ToString()))}";
    }
}
