using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Modbus;

public class BusHealthTests
{
    private static readonly ModbusResult Damaged = ModbusResult.Failed(ModbusFailure.BadChecksum, "");

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, false)]
    [InlineData(25, true)]
    [InlineData(50, true)]
    public void More_than_a_fifth_damaged_for_half_a_minute_is_not_believed(int percent, bool doubted)
    {
        var health = new BusHealth();
        for (var second = 0; second <= 40; second++)
        {
            health.Observe(second * percent % 100 < percent ? Damaged : ModbusResult.Ok, At(second));
            if (second < 30)
            {
                Assert.Null(health.Problem(At(second)));
            }
        }

        Assert.Equal(doubted, health.Problem(At(40)) is not null);
    }

    [Fact]
    public void Good_answers_end_the_doubt_and_silence_says_nothing()
    {
        var health = new BusHealth();
        for (var second = 0; second < 40; second++)
        {
            health.Observe(Damaged, At(second));
        }

        Assert.Contains("100 % of the answers on this bus are damaged", health.Problem(At(40)), StringComparison.Ordinal);
        for (var second = 40; second < 75; second++)
        {
            health.Observe(second % 2 == 0 ? ModbusResult.Ok : ModbusResult.Failed(ModbusFailure.TimedOut, ""), At(second));
        }

        Assert.Null(health.Problem(At(75)));
    }

    private static Instant At(int second) => new(TimeSpan.FromSeconds(second));
}
