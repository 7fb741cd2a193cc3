using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>One direction of a simulated socket: delivers in order, each message some milliseconds late, nothing after it is cut.</summary>
internal sealed class SimulatedLeg(EventQueue queue, SeededRandom random)
{
    private Instant _last;
    private long _life;

    /// <summary>Delivers <paramref name="what"/>, so much later than usual, unless the leg is cut before.</summary>
    public void Send(Action what, TimeSpan later = default)
    {
        var arrival = queue.Now + later + TimeSpan.FromMilliseconds(10 + random.Below(50));
        _last = arrival > _last ? arrival : _last + TimeSpan.FromTicks(1);
        var life = _life;
        queue.At(_last, () =>
        {
            if (life == _life)
            {
                what();
            }
        });
    }

    /// <summary>What is under way is lost.</summary>
    public void Cut() => _life++;
}
