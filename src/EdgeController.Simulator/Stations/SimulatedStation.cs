using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Stations;

/// <summary>A charging station of any OCPP version as a machine without I/O: inputs in, frames and socket wishes out.</summary>
public sealed partial class SimulatedStation : IDisposable
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(60);

    private readonly IStationSpeech _speech;
    private readonly StationConfiguration _configuration;
    private readonly StationVariables _variables;
    private readonly PayloadWriter _payloads = new();
    private readonly CallQueue _calls;
    private readonly SeededRandom _random;
    private readonly List<OutgoingCall> _failed = [];
    private readonly Queue<(Instant Due, byte[] Frame)> _delayedAnswers = new();
    private readonly SimulatedClock _clock;
    private readonly StationConnector[] _connectors;
    private List<StationOutput> _outputs = [];
    private SocketState _socket;
    private Instant _connectAt;
    private TimeSpan _backOff = TimeSpan.FromSeconds(5);
    private bool _accepted;
    private Instant _bootAt;
    private Instant _heartbeatAt;
    private Instant? _rebootAt;
    private Instant? _startAt;
    private Instant _lastTick;
    private Instant _pullAt;
    private string _stopReason = "Reboot";

    public SimulatedStation(StationOptions options, SeededRandom random)
    {
        Options = options;
        _random = random;
        _speech = options.Version == OcppVersion.V16 ? new Speech16(options) : new Speech2x(options);
        _configuration = new StationConfiguration(options);
        _variables = new StationVariables(options, _configuration);
        _calls = new CallQueue(options.CallTimeout, _payloads);
        _clock = new SimulatedClock(options.Quirks.Clock, options.Epoch);
        _connectAt = options.FirstConnect;
        _connectors = [.. Enumerable.Range(1, options.Connectors).Select(number => new StationConnector(number) { ActivePhases = options.Phases })];
    }

    private enum SocketState
    {
        Down,
        Opening,
        Open,
    }

    /// <summary>What it is; a test may change its habits while it runs.</summary>
    public StationOptions Options { get; set; }

    public IReadOnlyList<StationConnector> Connectors => _connectors;

    /// <summary>The charging profiles in the station's memory.</summary>
    public ProfileStore Profiles { get; } = new();

    public bool IsPowered { get; private set; } = true;

    public bool IsOnline => _socket == SocketState.Open && _accepted;

    /// <summary>How often it stored a profile or took one away: what wears its flash memory.</summary>
    public int ProfileWrites { get; private set; }

    /// <summary>Messages that wait for the back end.</summary>
    public int QueuedCalls => _calls.Count;

    public void Step(in StationInput input, Instant now, List<StationOutput> outputs)
    {
        _outputs = outputs;
        if (!IsPowered && input.Kind is not (StationInputKind.PowerRestored or StationInputKind.PlugIn or StationInputKind.Unplug))
        {
            _lastTick = now;
            return;
        }

        switch (input.Kind)
        {
            case StationInputKind.Tick:
                Tick(now);
                break;
            case StationInputKind.Connected:
                Opened(now);
                break;
            case StationInputKind.Closed:
                Lost(now);
                break;
            case StationInputKind.Message when _socket == SocketState.Open:
                Read(input.Frame, now);
                break;
            case StationInputKind.PlugIn:
                PlugIn(_connectors[input.Connector - 1], input.Vehicle!);
                break;
            case StationInputKind.Unplug:
                Unplug(_connectors[input.Connector - 1], now);
                break;
            case StationInputKind.Reboot:
                Restart("PowerLoss", now);
                break;
            case StationInputKind.PowerLost:
                Restart("PowerLoss", now);
                IsPowered = false;
                break;
            case StationInputKind.PowerRestored:
                IsPowered = true;
                _startAt = now + Options.RebootTime;
                break;
            default:
                break;
        }

        Pump(now);
    }

    public void Dispose() => _payloads.Dispose();

    private void Tick(Instant now)
    {
        var seconds = Math.Min(60, (now - _lastTick).TotalSeconds);
        _lastTick = now;
        if (_rebootAt is { } rebootAt && now >= rebootAt)
        {
            _rebootAt = null;
            Restart(_stopReason, now);
        }

        if (_startAt is { } startAt)
        {
            if (now < startAt)
            {
                return;
            }

            _startAt = null;
            _connectAt = now;
        }

        if (_socket == SocketState.Down && now >= _connectAt)
        {
            _socket = SocketState.Opening;
            _outputs.Add(new StationOutput(StationOutputKind.Connect));
        }

        while (_delayedAnswers.TryPeek(out var answer) && answer.Due <= now)
        {
            Send(_delayedAnswers.Dequeue().Frame);
        }

        _calls.Expire(now, _failed);
        Fail(now);
        if (_socket == SocketState.Open && !_accepted && now >= _bootAt)
        {
            Boot(now);
        }
        else if (IsOnline && now >= _heartbeatAt)
        {
            Heartbeat(now);
        }

        Pull(now);
        foreach (var connector in _connectors)
        {
            Advance(connector, now, seconds);
        }
    }

    private void Opened(Instant now)
    {
        _socket = SocketState.Open;
        _backOff = TimeSpan.FromSeconds(5);
        if (!_accepted || Options.Quirks.BootsOnReconnect)
        {
            _accepted = false;
            Boot(now);
            return;
        }

        BackOnline(now);
    }

    private void Lost(Instant now)
    {
        if (_socket == SocketState.Down)
        {
            return;
        }

        _socket = SocketState.Down;
        _delayedAnswers.Clear();
        _connectAt = now + (_backOff > Options.Quirks.RedialsAfter ? _backOff : Options.Quirks.RedialsAfter) + TimeSpan.FromSeconds(_random.Uniform(0, 3));
        _backOff = _backOff * 2 < LongestBackOff ? _backOff * 2 : LongestBackOff;
        _calls.Disconnected(_failed);
        Fail(now);
    }

    private void Restart(string reason, Instant now)
    {
        foreach (var connector in _connectors)
        {
            EndTransaction(connector, reason, now);
            connector.Vehicle?.Cut();
            connector.OfferedAmps = 0;
            connector.Refused = false;
            connector.Authorizing = false;
            connector.Status = connector.Vehicle is null ? EvseStatus.Available : EvseStatus.Preparing;
        }

        if (_socket != SocketState.Down)
        {
            _outputs.Add(new StationOutput(StationOutputKind.Close));
            Lost(now);
        }

        if (Options.Quirks.ForgetsProfilesOnReboot)
        {
            Profiles.Forget();
            _forgotten.Clear();
        }

        _accepted = false;
        _clock.PowerCycle();
        _startAt = now + Options.RebootTime;
    }

    private void Boot(Instant now, string reason = "PowerUp")
    {
        _bootAt = now + Options.CallTimeout + Options.CallTimeout;
        _calls.AddFirst(new OutgoingCall("BootNotification", KeepOffline: false, writer => _speech.WriteBoot(writer, reason))
        {
            Answered = Booted,
        });
    }

    private void Booted(JsonElement? answer, Instant now)
    {
        var interval = answer is { } payload ? ProfileReader.Number(payload, "interval") ?? 0 : 0;
        if (answer is { } accepted && ProfileReader.Text(accepted, "status") == "Accepted")
        {
            _accepted = true;
            TakeTime(accepted, now);
            if (interval > 0)
            {
                _configuration.Adopt("HeartbeatInterval", interval);
            }

            BackOnline(now);
            return;
        }

        _bootAt = now + TimeSpan.FromSeconds(interval > 0 ? interval : 30);
    }

    private void BackOnline(Instant now)
    {
        _heartbeatAt = now + HeartbeatInterval();
        QueueStatus(0, EvseStatus.Available, now);
        foreach (var connector in _connectors)
        {
            QueueStatus(connector.Number, connector.Status, now);
        }
    }

    private void Heartbeat(Instant now)
    {
        _heartbeatAt = now + HeartbeatInterval();
        _calls.Add(new OutgoingCall("Heartbeat", KeepOffline: false, static _ => { })
        {
            Answered = (answer, at) =>
            {
                if (answer is { } payload)
                {
                    TakeTime(payload, at);
                }
            },
        });
    }

    private TimeSpan HeartbeatInterval() => _configuration.Number("HeartbeatInterval") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromDays(1);

    private void TakeTime(JsonElement payload, Instant now)
    {
        if (payload.TryGetProperty("currentTime", out var text) && text.ValueKind == JsonValueKind.String && text.TryGetDateTimeOffset(out var time) && _clock.Told(time, now))
        {
            LimitsChanged();
        }
    }

    private void Read(ReadOnlyMemory<byte> bytes, Instant now)
    {
        if (OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is not { } frame)
        {
            return;
        }

        if (frame.Type == MessageType.Call)
        {
            if (!Options.Quirks.AnswersNothing)
            {
                Command(frame, now);
            }
        }
        else if (_calls.Answer(frame) is { Answered: { } answered })
        {
            if (frame.Type != MessageType.CallResult)
            {
                answered(null, now);
                return;
            }

            // An answer that is no object says nothing, but it is one.
            using var document = JsonDocument.Parse(frame.Payload);
            answered(document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement : null, now);
        }
    }

    private void Fail(Instant now)
    {
        // An answer's handler may queue a call but never fails one, so the list does not grow meanwhile.
        foreach (var call in _failed)
        {
            call.Answered?.Invoke(null, now);
        }

        _failed.Clear();
    }

    private void Pump(Instant now)
    {
        if (_socket == SocketState.Open && _calls.Next(_accepted, now) is { } frame)
        {
            Send(frame);
        }
    }

    private void Answer(byte[] frame, Instant now)
    {
        if (Options.Quirks.AnswerDelay > TimeSpan.Zero)
        {
            _delayedAnswers.Enqueue((now + Options.Quirks.AnswerDelay, frame));
        }
        else
        {
            Send(frame);
        }
    }

    private void Send(byte[] frame) => _outputs.Add(new StationOutput(StationOutputKind.Send, frame));
}
