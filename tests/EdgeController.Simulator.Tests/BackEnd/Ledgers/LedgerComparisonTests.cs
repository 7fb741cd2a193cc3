using EdgeController.Core.Units;
using EdgeController.Simulator.BackEnd.Ledgers;

namespace EdgeController.Simulator.Tests.BackEnd.Ledgers;

public sealed class LedgerComparisonTests
{
    private const ulong StartWords = 1;
    private const ulong ValueWords = 2;

    /// <summary>A station whose clock stands says the same words in both transactions; the value of the first was thinned, that of the second came.</summary>
    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void A_value_counts_for_the_transaction_whose_number_it_names(int named, bool right)
    {
        var first = Start(0, 0);
        var second = Start(2, 20);
        var comparison = new LedgerComparison("S1", [first, Value(1, first, 10), second, Value(3, second, 30)], [], Instant.FromSeconds(100));
        comparison.Take(Brought("a", StartWords, null, given: 5));
        comparison.Take(Brought("b", StartWords, null, given: 6));
        comparison.Take(Brought("c", ValueWords, named, given: null));

        var verdict = comparison.Judge();
        Assert.Equal(right, verdict.Wrong.Count == 0);
        Assert.Equal((0, 1), (verdict.Lost, verdict.Thinned));
    }

    /// <summary>A station whose clock stands and whose meter does not move says one value again and again; the back end wants one in a minute. The id tells which of them came.</summary>
    [Theory]
    [InlineData("m7", 0)]
    [InlineData("m8", 1)]
    public void Of_values_in_the_same_words_the_one_that_came_holds_the_next_ones_back(string second, int lost)
    {
        var start = Start(0, 0);
        LedgerMessage[] values = [.. Enumerable.Range(1, 12).Select(n => Value(n, start, n * 10, seconds: 60))];
        var comparison = new LedgerComparison("S1", [start, .. values], [], Instant.FromSeconds(1000));
        comparison.Take(Brought("s", StartWords, null, given: 5));
        comparison.Take(Brought("m1", ValueWords, 5, given: null));
        comparison.Take(Brought(second, ValueWords, 5, given: null));

        var verdict = comparison.Judge();
        Assert.Equal(lost, verdict.Lost);
        Assert.Equal(lost, verdict.Wrong.Count);
    }

    private static LedgerMessage Start(int place, int second) => new(place, StartWords, $"StartTransaction {second}", Instant.FromSeconds(second)) { Answered = true };

    private static LedgerMessage Value(int place, LedgerMessage start, int second, int seconds = 0) =>
        new(place, ValueWords, $"MeterValues {second}", Instant.FromSeconds(second)) { Answered = true, Start = start, Periodic = (1, seconds), Ids = { $"m{place}" } };

    private static LedgerArrival Brought(string id, ulong text, int? number, int? given) => new(id, text, text, id, number) { Answered = true, Given = given };
}
