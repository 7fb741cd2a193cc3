using System.Runtime.InteropServices;

namespace EdgeController.Host.Running;

/// <summary>SIGTERM, SIGINT or the end of <c>--for</c>: whichever comes first asks the process to stop.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal(TimeSpan? after, TimeProvider time)
    {
        _stop = after is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _stop.Cancel();
        }))];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }
}
