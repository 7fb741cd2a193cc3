using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.House;

/// <summary>The table of reasons in <c>docs/operating.md</c> is what the code says.</summary>
public sealed class ReasonTableTests
{
    [Fact]
    public void Every_reason_is_in_the_table_with_its_sentence()
    {
        var table = Repository.Read("docs/operating.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var rows = Enum.GetValues<ReasonCode>().Select(code => $"| `{code}` | {Example(code).Sentence} |").ToArray();
        var missing = rows.Where(row => !table.Contains(row)).ToArray();
        Assert.True(missing.Length == 0, "docs/operating.md lacks:\n" + string.Join('\n', missing));
    }

    private static Reason Example(ReasonCode code) => code switch
    {
        ReasonCode.MeterStale or ReasonCode.MeterBlind => new Reason(code, "grid"),
        ReasonCode.PowerLimit or ReasonCode.PowerReserve or ReasonCode.ApparentLimit or ReasonCode.ApparentReserve => new Reason(code, "main", null, 60),
        ReasonCode.TimedLimit => new Reason(code, "main", Phase.L2, 100) { Source = "calendar night", Ends = "06:00" },
        ReasonCode.TimedPowerLimit => new Reason(code, "main", null, 80) { Source = "external ems" },
        ReasonCode.ContractDemand => new Reason(code, "main", null, 95) { Source = "contract demand", Ends = "17:15" },
        ReasonCode.Dimmed => new Reason(code, "main", null, 12.6) { Source = "the grid operator" },
        ReasonCode.CsmsLimit => new Reason(code, null, null, 12) { Source = "TxProfile, stack level 3" },
        ReasonCode.CsmsPause => new Reason(code, null, null, 4) { Source = "TxProfile, stack level 3" },
        ReasonCode.AwaitingRoom or ReasonCode.AwaitingTurn or ReasonCode.Resting => new Reason(code, "main", Phase.L2),
        _ => new Reason(code, "main", Phase.L2, 12),
    };
}
