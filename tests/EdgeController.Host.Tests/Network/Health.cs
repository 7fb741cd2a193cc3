using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Network;

/// <summary>A station in good health whose transaction goes on while others misbehave: each call is answered, and how late at worst.</summary>
internal sealed class Health : IAsyncDisposable
{
    private readonly Peer _station;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private Health(Peer station)
    {
        _station = station;
        _running = RunAsync();
    }

    public int Answered { get; private set; }

    public double WorstSeconds { get; private set; }

    public static async Task<Health> StartAsync(NetworkRig rig, int number)
    {
        var station = await rig.ConnectAsync(number);
        return new Health(station);
    }

    /// <summary>Ends the transaction; fails where an answer is missing or was late.</summary>
    public async Task AssertGoodAsync(double worstSeconds = 15)
    {
        await Until.TrueAsync("some answers", () => Answered >= 3 || _running.IsCompleted);
        await _stop.CancelAsync();
        await _running;
        Assert.True(_station.IsOpen);
        Assert.True(Answered >= 3, $"{Answered} answers");
        Assert.InRange(WorstSeconds, 0, worstSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _station.Abort();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await AskAsync("StartTransaction", """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}""");
        while (!_stop.IsCancellationRequested)
        {
            await AskAsync("MeterValues", """{"connectorId":1,"transactionId":7,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1"}]}]}""");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        await AskAsync("StopTransaction", """{"transactionId":7,"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}""");
    }

    private async Task AskAsync(string action, string payload)
    {
        var id = FormattableString.Invariant($"h{Answered}");
        var from = TimeProvider.System.GetTimestamp();
        await _station.SendAsync($"[2,\"{id}\",\"{action}\",{payload}]");
        var prefix = $"[3,\"{id}\",";
        await Until.TrueAsync($"an answer to {action} {id}", () => _station.Received.Any(text => text.StartsWith(prefix, StringComparison.Ordinal)));
        WorstSeconds = Math.Max(WorstSeconds, TimeProvider.System.GetElapsedTime(from).TotalSeconds);
        Answered++;
    }
}
