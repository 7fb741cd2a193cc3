namespace EdgeController.Host.Tests.Rigs;

/// <summary>Waiting in tests: polls for a condition up to a cap.</summary>
internal static class Until
{
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, double capSeconds = 30)
    {
        var time = TimeProvider.System;
        var from = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(from).TotalSeconds < capSeconds, $"not within {capSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(string what, Func<bool> condition, double capSeconds = 30) => TrueAsync(what, () => Task.FromResult(condition()), capSeconds);
}
