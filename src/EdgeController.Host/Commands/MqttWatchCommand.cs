using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Host.Configuration;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary><c>mqtt watch SITE</c>: what arrives at the site's broker, live. It has a connection of its own and changes nothing.</summary>
internal static class MqttWatchCommand
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(string path, IReadOnlyList<string> more, TimeSpan? duration, TextWriter output, TextWriter error)
    {
        if (SiteLoading.Load(path, SiteLoading.Templates(path), error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        var (password, problem) = site.Mqtt?.PasswordSecret is { } name ? SecretFolder.Read(name, path) : default;
        problem ??= site.Mqtt is null ? $"{path}: the site has no broker (mqtt:)" : NativeLibrary.MqttProblem(site);
        if (problem is not null)
        {
            await error.WriteLineAsync(problem);
            return ExitCode.Usage;
        }

        var clock = new SiteClock(TimeProvider.System);
        using var stop = new StopSignal(duration, TimeProvider.System);
        await using var client = new MosquittoClient(MqttConnection.Of(site.Mqtt!, password, FormattableString.Invariant($"-watch-{Environment.ProcessId}")), () => clock.Now);
        foreach (var topic in MqttInputTopics.Of(site).Append($"{site.Mqtt!.Base}/cmd/#").Concat(more))
        {
            client.Subscribe(topic);
            await output.WriteLineAsync($"watching {topic}");
        }

        await WatchAsync(client, new MqttExplanation(site, clock), output, error, stop.Token);
        var counts = client.Counts;
        await output.WriteLineAsync(FormattableString.Invariant($"{counts.Received} messages, {counts.Replaced} replaced by newer ones before they were shown, {counts.TooLong} too long, {counts.Dropped} dropped"));
        return counts.Connections > 0 ? ExitCode.Ok : ExitCode.Usage;
    }

    private static async Task WatchAsync(MosquittoClient client, MqttExplanation explanation, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                while (client.Changes.TryRead(out var link))
                {
                    await (link.State == MqttLinkState.Up ? output : error).WriteLineAsync(link.Refused ?? link.Problem ?? (link.State == MqttLinkState.Up ? "connected" : "connecting"));
                }

                while (client.Arrived.TryTake(out var message))
                {
                    foreach (var line in explanation.Lines(message))
                    {
                        await output.WriteLineAsync(line);
                    }
                }

                await Task.Delay(Breath, TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // What we were asked for.
        }
    }
}
