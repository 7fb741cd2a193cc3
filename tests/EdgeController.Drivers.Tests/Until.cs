namespace EdgeController.Drivers.Tests;

/// <summary>Waiting in tests: polls for a condition up to a cap.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, double capSeconds = 10)
    {
        var time = TimeProvider.System;
        var from = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(from).TotalSeconds < capSeconds, $"not true within {capSeconds} s");
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, TestContext.Current.CancellationToken);
        }
    }
}
