using System.Text;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// Decides what is published when, without I/O: a state when it changes, a measured value when it has changed by its threshold and again every
/// 20 s, each topic at most once a second, all together at most <see cref="MostAtOnce"/> a step; who waited longest goes first.
/// </summary>
internal sealed class StatePublisher(string at)
{
    /// <summary>Messages of one step; a step is made once a second.</summary>
    public const int MostAtOnce = 500;

    /// <summary>A measured value that is not repeated for so long is not known any more.</summary>
    public static readonly TimeSpan Repeat = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, (string? Text, double? Number, Instant At)> _told = new(StringComparer.Ordinal);
    private volatile bool _forget;

    /// <summary>From any thread: a new connection, so that all that is retained is told anew.</summary>
    public void Forget() => _forget = true;

    public IReadOnlyList<MqttPublication> Step(IEnumerable<StateValue> values, Instant now)
    {
        if (_forget)
        {
            _forget = false;
            _told.Clear();
        }

        return Due(values, now);
    }

    private List<MqttPublication> Due(IEnumerable<StateValue> values, Instant now) =>
    [
        .. values.Where(value => IsDue(value, now))
            .OrderBy(value => _told.TryGetValue(value.Topic, out var told) ? told.At.SinceStart : TimeSpan.MinValue)
            .Take(MostAtOnce)
            .ToList()
            .Select(value => Tell(value, now)),
    ];

    private bool IsDue(StateValue value, Instant now)
    {
        if (!_told.TryGetValue(value.Topic, out var told))
        {
            return value.Text is not null;
        }

        if (value.Text is null)
        {
            return told.Text is not null;
        }

        return value.Row.Kind == TopicKind.Measurement
            ? told.Text is null || now - told.At >= Repeat || (value.Number is { } number && told.Number is { } before && Math.Abs(number - before) >= value.Row.Threshold)
            : value.Text != told.Text;
    }

    private MqttPublication Tell(StateValue value, Instant now)
    {
        _told[value.Topic] = (value.Text, value.Number, now);

        // Empty: the broker forgets what is not known any more.
        return new MqttPublication($"{at}/{value.Topic}", Encoding.UTF8.GetBytes(value.Text ?? ""), 1, Retained: true);
    }
}
