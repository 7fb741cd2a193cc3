using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class ConnectionPaceTests
{
    [Theory]
    [InlineData(2, 11, true)]
    [InlineData(2, 10, false)]
    [InlineData(59, 11, true)]
    [InlineData(61, 40, false)]
    public void More_than_ten_connections_in_ten_minutes_are_told(int everySeconds, int times, bool told)
    {
        var pace = ConnectionPace.None;
        for (var i = 0; i < times; i++)
        {
            pace = pace.With(Instant.FromSeconds(i * everySeconds));
        }

        var now = Instant.FromSeconds((times - 1) * everySeconds);
        Assert.Equal(told, pace.IsRestless(now));
        Assert.False(pace.IsRestless(now + TimeSpan.FromMinutes(11)));
    }
}
