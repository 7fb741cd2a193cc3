using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// Messages between the connection's thread and who takes them: one place a topic, the newest message in it, so that a flood on one topic
/// displaces nothing else. Beyond <paramref name="capacity"/> topics the one that has waited longest is dropped.
/// </summary>
public sealed class MqttMailbox(int capacity, bool coalesces = true)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<MqttMessage> _order = [];
    private readonly Dictionary<string, LinkedListNode<MqttMessage>> _places = new(StringComparer.Ordinal);

    // One signal stands for any number of messages.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Messages that a newer one of their topic replaced.</summary>
    public long Replaced { get; private set; }

    /// <summary>Messages that were dropped for lack of room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Messages that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>Puts a message into its topic's place.</summary>
    public void Put(MqttMessage message)
    {
        lock (_gate)
        {
            if (coalesces && _places.TryGetValue(message.Topic, out var place))
            {
                // What the broker kept is never newer than what came live.
                place.Value = (message.Retained && !place.Value.Retained ? place.Value : message) with { Replaced = place.Value.Replaced + 1 };
                Replaced++;
            }
            else
            {
                if (_order.Count >= capacity)
                {
                    _places.Remove(_order.First!.Value.Topic);
                    _order.RemoveFirst();
                    Dropped++;
                }

                _places[message.Topic] = _order.AddLast(message);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>The message that has waited longest; false where none waits.</summary>
    public bool TryTake([NotNullWhen(true)] out MqttMessage? message)
    {
        lock (_gate)
        {
            message = _order.First?.Value;
            if (message is not null)
            {
                _order.RemoveFirst();
                _places.Remove(message.Topic);
            }

            return message is not null;
        }
    }

    /// <summary>Completes when something has arrived since it was asked last; take all of it then.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken);
}
