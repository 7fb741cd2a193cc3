using System.Diagnostics.CodeAnalysis;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// What waits to be published. A retained message is a state: its newest takes the place of an older one that still waits. Beyond
/// <paramref name="capacity"/> the oldest is dropped.
/// </summary>
public sealed class MqttOutbox(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<MqttPublication> _order = [];
    private readonly Dictionary<string, LinkedListNode<MqttPublication>> _states = new(StringComparer.Ordinal);

    /// <summary>Messages that were dropped for lack of room.</summary>
    public long Dropped { get; private set; }

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

    public void Put(MqttPublication publication)
    {
        lock (_gate)
        {
            if (publication.Retained && _states.TryGetValue(publication.Topic, out var place))
            {
                place.Value = publication;
                return;
            }

            if (_order.Count >= capacity)
            {
                Forget(_order.First!.Value);
                _order.RemoveFirst();
                Dropped++;
            }

            var node = _order.AddLast(publication);
            if (publication.Retained)
            {
                _states[publication.Topic] = node;
            }
        }
    }

    public bool TryTake([NotNullWhen(true)] out MqttPublication? publication)
    {
        lock (_gate)
        {
            publication = _order.First?.Value;
            if (publication is not null)
            {
                _order.RemoveFirst();
                Forget(publication);
            }

            return publication is not null;
        }
    }

    private void Forget(MqttPublication publication)
    {
        if (publication.Retained)
        {
            _states.Remove(publication.Topic);
        }
    }
}
