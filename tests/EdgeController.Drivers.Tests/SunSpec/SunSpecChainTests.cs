using EdgeController.Drivers.SunSpec;

namespace EdgeController.Drivers.Tests.SunSpec;

/// <summary>Finding the models of a device: where the chain begins, and every way in which it can be nonsense.</summary>
public sealed class SunSpecChainTests
{
    [Theory]
    [InlineData(40000)]
    [InlineData(50000)]
    [InlineData(0)]
    public void The_chain_is_found_wherever_the_mark_stands(int start)
    {
        var chain = Walk(Device(start, (1, 66), (103, 50), (123, 24)));
        Assert.Null(chain.Problem);
        Assert.Equal([new SunSpecBlock(1, start + 2, 66), new SunSpecBlock(103, start + 70, 50), new SunSpecBlock(123, start + 122, 24)], chain.Blocks);
    }

    [Fact]
    public void Without_the_mark_there_is_no_device_and_the_sentence_says_where_it_was_looked_for()
    {
        var chain = Walk(new Dictionary<int, ushort> { [40000] = 0x1234, [40001] = 0x5678 });
        Assert.Contains("neither at register 40000 nor at 50000 nor at 0", chain.Problem, StringComparison.Ordinal);
        Assert.Empty(chain.Blocks);
    }

    [Theory]
    [InlineData(103, 0)]
    [InlineData(0, 50)]
    [InlineData(103, 30000)]
    [InlineData(103, 2001)]
    public void A_length_or_a_number_that_cannot_be_refuses_the_whole_chain(int model, int length)
    {
        var chain = Walk(Device(40000, (1, 66), (model, length)));
        Assert.Contains("makes no sense at register 40070", chain.Problem, StringComparison.Ordinal);
        Assert.Empty(chain.Blocks);
    }

    [Fact]
    public void A_chain_without_an_end_is_left_after_64_models()
    {
        var chain = Walk(Device(40000, [.. Enumerable.Repeat((103, 50), 90)]));
        Assert.Contains("no end after 64", chain.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_whose_registers_end_without_the_mark_is_taken()
    {
        var registers = Device(40000, (1, 66), (103, 50));
        registers.Remove(40122);
        registers.Remove(40123);
        var chain = Walk(registers);
        Assert.Null(chain.Problem);
        Assert.Equal(2, chain.Blocks.Length);
    }

    [Fact]
    public void Any_registers_end_the_search()
    {
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            var registers = new Dictionary<int, ushort> { [40000] = 0x5375, [40001] = 0x6E53 };
            for (var at = 40002; at < 40400; at++)
            {
                registers[at] = (ushort)(random.Next(4) == 0 ? random.Next(65536) : random.Next(300));
            }

            Assert.True(Walk(registers).IsDone);
        }
    }

    private static SunSpecChain Walk(Dictionary<int, ushort> registers)
    {
        var chain = new SunSpecChain();
        for (var reads = 0; !chain.IsDone && reads < 1000; reads++)
        {
            var at = chain.Next;
            chain.Take(registers.TryGetValue(at, out var first) && registers.TryGetValue(at + 1, out var second) ? (first, second) : null);
        }

        Assert.True(chain.IsDone);
        return chain;
    }

    private static Dictionary<int, ushort> Device(int start, params (int Model, int Length)[] models)
    {
        var registers = new Dictionary<int, ushort> { [start] = 0x5375, [start + 1] = 0x6E53 };
        var at = start + 2;
        foreach (var (model, length) in models)
        {
            (registers[at], registers[at + 1]) = ((ushort)model, (ushort)length);
            at += 2 + length;
        }

        (registers[at], registers[at + 1]) = (0xFFFF, 0);
        return registers;
    }
}
