using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Inputs;

/// <summary>
/// Polls the contact by which the grid operator dims, and posts what it shows. A poll that brings nothing posts nothing: a signal that is
/// not repeated counts as lost by itself.
/// </summary>
public sealed class ModbusDigitalInput(DigitalInput input, IModbusTransport transport, PostSiteEvent post, Func<Instant> clock, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Polls until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Poll, time);
        var word = new ushort[1];
        do
        {
            // The instant of a signal is that of its request: a late answer is old news.
            var sentAt = clock();
            var result = await transport.ReadAsync(input.Unit, input.FunctionCode, input.Register, 1, word, cancellationToken);
            if (result.IsOk)
            {
                await post(new DimmingSignalled(sentAt, input.IsActive(word[0]), null), cancellationToken);
            }
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }
}
