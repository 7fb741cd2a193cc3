namespace EdgeController.Host.Tests.Rigs;

/// <summary>Waiting in tests: polls for a condition up to a cap that only a failing test reaches.</summary>
internal static class Until
{
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, double capSeconds = 60)
    {
        var time = TimeProvider.System;
        var from = time.GetTimestamp();
        while (!await condition())
        {
            Assert.True(time.GetElapsedTime(from).TotalSeconds < capSeconds, $"not within {capSeconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(string what, Func<bool> condition, double capSeconds = 60) => TrueAsync(what, () => Task.FromResult(condition()), capSeconds);
}
