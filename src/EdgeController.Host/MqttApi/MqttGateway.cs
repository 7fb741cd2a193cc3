using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Threading.Channels;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// The thin shell between the site and its broker: hands what arrives to the inputs and the command desk, and publishes the state from each picture.
/// It is advisory: whatever it does or fails to do, the guard goes on.
/// </summary>
internal sealed partial class MqttGateway : IAsyncDisposable
{
    /// <summary>What arrives is taken in at most so often; of a flood on one topic the newest message counts.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly SiteMqtt _mqtt;
    private readonly SiteIndex _index;
    private readonly IMqttTransport _transport;
    private readonly SiteClock _clock;
    private readonly MqttGatewayOptions _options;
    private readonly Func<SitePicture, SiteView> _view;
    private readonly ILogger _log;
    private readonly MqttInputs _inputs;
    private readonly CommandDesk _desk;
    private readonly MqttEvents _events;
    private readonly StatePublisher _publisher;
    private readonly PlanTopics _plans;
    private readonly ImmutableArray<MqttPublication> _devices;
    private readonly FrozenSet<string> _deviceTopics;

    // The newest picture is enough.
    private readonly Channel<SitePicture> _pictures = Channel.CreateBounded<SitePicture>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    public MqttGateway(
        Site site, IMqttTransport transport, SiteClock clock, SiteInbox inbox, LimitDesk limits, TimeSeriesInputs series, MqttGatewayOptions options, Func<SitePicture, SiteView> view, PlanViewBuilder plans,
        Func<SitePicture> picture, ILogger log)
    {
        (_mqtt, _index, _transport, _clock, _options, _view, _log) = (site.Mqtt!, new SiteIndex(site), transport, clock, options, view, log);
        _inputs = new MqttInputs(site, clock, inbox.TryPost, series, limits, takesRetained: !options.IgnoresRetained);
        _desk = new CommandDesk(_index, _mqtt, limits, clock, inbox.TryPost, () => picture().Snapshot);
        _events = new MqttEvents(_mqtt.Base, clock, transport.Publish);
        _plans = new PlanTopics(plans);
        _publisher = new StatePublisher(_mqtt.Base);
        _devices = _mqtt.HomeAssistant == true ? HomeAssistantDiscovery.Of(site, _mqtt) : [];
        _deviceTopics = _devices.Select(device => device.Topic).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Called by the loop after each tick; takes no time.</summary>
    public void Look(SitePicture picture) => _pictures.Writer.TryWrite(picture);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _inputs.Topics.Append($"{_mqtt.Base}/cmd/#"))
        {
            _transport.Subscribe(topic);
        }

        if (_mqtt.HomeAssistant is not null)
        {
            _transport.Subscribe(HomeAssistantDiscovery.StatusTopic);
            _transport.Subscribe(HomeAssistantDiscovery.AllDevices);
        }

        await Task.WhenAll(TakeAsync(cancellationToken), TellAsync(cancellationToken), FollowAsync(cancellationToken), ElapseAsync(cancellationToken));
    }

    /// <summary>Says goodbye and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        TellStatus(MqttContract.Offline);
        await _transport.DisposeAsync();
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _transport.Arrived.WaitAsync(cancellationToken);

            // Only what waits now: during a flood there would always be one more.
            for (var waiting = _transport.Arrived.Waiting; waiting > 0 && _transport.Arrived.TryTake(out var message); waiting--)
            {
                try
                {
                    Take(message);
                }
                catch (Exception bug) when (bug is not OperationCanceledException)
                {
                    // One message's defect stops neither the others nor the controller.
                    Failed(_log, bug, message.Topic);
                }
            }

            await Task.Delay(Breath, _clock.TimeProvider, cancellationToken);
        }
    }

    private void Take(MqttMessage message)
    {
        if (message.Topic == HomeAssistantDiscovery.StatusTopic)
        {
            if (!message.Payload.Span.SequenceEqual("offline"u8))
            {
                Announce();
            }

            return;
        }

        if (message.Topic.StartsWith($"{_mqtt.Base}/cmd/", StringComparison.Ordinal))
        {
            Command(message, message.Topic[(_mqtt.Base.Length + "/cmd/".Length)..]);
        }
        else if (message.Topic.StartsWith($"{HomeAssistantDiscovery.Prefix}/", StringComparison.Ordinal) && HomeAssistantDiscovery.Removal(message, _mqtt.Base, _deviceTopics) is { } removal)
        {
            _transport.Publish(removal);
        }

        foreach (var outcome in _inputs.Handle(message).Where(outcome => outcome.Problem is not null))
        {
            if (_events.Tell("ignored", message.Topic, $"{outcome.Feeds}: {outcome.Problem}"))
            {
                Ignored(_log, message.Topic, outcome.Problem!);
            }
        }
    }

    private void Command(MqttMessage message, string path)
    {
        if (message.Retained && _options.IgnoresRetained)
        {
            if (!message.Payload.IsEmpty && _events.Tell("ignored", message.Topic, "a retained command: nobody knows how old it is; publish commands without retain"))
            {
                Ignored(_log, message.Topic, "a retained command");
            }

            return;
        }

        var (command, problem) = CommandTopic.Read(path, _index);
        if (command is null)
        {
            // No acknowledgement: its topic would be the sender's choice.
            _events.Tell("refused", message.Topic, problem!);
            return;
        }

        var answer = _desk.Handle(command, message);
        _transport.Publish(answer.Publication(_mqtt.Base, command.Path));
        if (_events.Tell(answer.Accepted ? "command" : "refused", message.Topic, answer.Reason ?? $"effective {answer.Effective?.ToJsonString() ?? "none"}"))
        {
            Commanded(_log, message.Topic, answer.Accepted, answer.Effective?.ToJsonString(), answer.Reason);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await foreach (var picture in _pictures.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                var view = _view(picture);
                _events.Look(view);
                if (_transport.Link.State != MqttLinkState.Up)
                {
                    // What nobody can be told now is told as it is then.
                    continue;
                }

                foreach (var publication in _publisher.Step(StateTopics.Of(picture, view).AddRange(_plans.Of(picture.Snapshot)), _clock.Now))
                {
                    _transport.Publish(publication);
                }
            }
            catch (Exception bug) when (bug is not OperationCanceledException)
            {
                Failed(_log, bug, "state");
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var link in _transport.Changes.ReadAllAsync(cancellationToken))
        {
            if (link.State == MqttLinkState.Up)
            {
                Up(_log, _mqtt.Broker);
                _publisher.Forget();
                TellStatus(MqttContract.Online);
                Announce();
            }
            else if (link.Problem is { } problem)
            {
                Down(_log, problem);
            }
        }
    }

    private async Task ElapseAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock.TimeProvider);
        while (await beat.WaitForNextTickAsync(cancellationToken))
        {
            _inputs.Elapse();
        }
    }

    private void Announce()
    {
        foreach (var device in _devices)
        {
            _transport.Publish(device);
        }
    }

    private void TellStatus(string word) => _transport.Publish(new MqttPublication($"{_mqtt.Base}/{MqttContract.Status}", Encoding.UTF8.GetBytes(word), 1, Retained: true));

    [LoggerMessage(1100, LogLevel.Information, "MQTT: connected to {Broker}")]
    private static partial void Up(ILogger log, Uri broker);

    [LoggerMessage(1101, LogLevel.Warning, "MQTT: {Problem}; control goes on")]
    private static partial void Down(ILogger log, string problem);

    [LoggerMessage(1102, LogLevel.Warning, "MQTT: {Topic} ignored: {Why}")]
    private static partial void Ignored(ILogger log, string topic, string why);

    [LoggerMessage(1103, LogLevel.Information, "MQTT: {Topic}: accepted {Accepted}, effective {Effective} {Reason}")]
    private static partial void Commanded(ILogger log, string topic, bool accepted, string? effective, string? reason);

    [LoggerMessage(1104, LogLevel.Error, "MQTT: defect while handling {Topic}")]
    private static partial void Failed(ILogger log, Exception bug, string topic);
}
