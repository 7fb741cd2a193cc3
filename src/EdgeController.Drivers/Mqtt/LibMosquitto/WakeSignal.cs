using Microsoft.Win32.SafeHandles;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>Ends the wait of the connection's thread from any other thread (Linux <c>eventfd</c>).</summary>
internal sealed unsafe class WakeSignal : IDisposable
{
    private readonly SafeFileHandle _event = new(NativeMethods.NewEvent(0, NativeMethods.EventNonBlocking | NativeMethods.EventCloseOnExec), ownsHandle: true);

    public void Set()
    {
        ulong one = 1;
        var added = false;
        try
        {
            _event.DangerousAddRef(ref added);
            _ = NativeMethods.WriteEvent((int)_event.DangerousGetHandle(), &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The thread is gone: there is nobody to wake.
        }
        finally
        {
            if (added)
            {
                _event.DangerousRelease();
            }
        }
    }

    /// <summary>Waits for the signal, and for the socket where there is one; returns what the socket is ready for.</summary>
    public short Wait(int socket, bool forWriting, TimeSpan atMost)
    {
        var entries = stackalloc NativeMethods.PollEntry[2];
        entries[0] = new NativeMethods.PollEntry { Descriptor = (int)_event.DangerousGetHandle(), Wanted = NativeMethods.PollIn };
        entries[1] = new NativeMethods.PollEntry { Descriptor = socket, Wanted = (short)(NativeMethods.PollIn | (forWriting ? NativeMethods.PollOut : 0)) };
        _ = NativeMethods.Poll(entries, socket >= 0 ? 2u : 1u, (int)Math.Clamp(Math.Ceiling(atMost.TotalMilliseconds), 0, 60_000));
        if (entries[0].Got != 0)
        {
            ulong count;
            _ = NativeMethods.ReadEvent(entries[0].Descriptor, &count, sizeof(ulong));
        }

        return socket >= 0 ? entries[1].Got : (short)0;
    }

    public void Dispose() => _event.Dispose();
}
