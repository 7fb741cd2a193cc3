using System.Runtime.InteropServices;
using System.Text;

namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>A serial line inside this machine: one end is a device file that any program can open, the other end is here.</summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NotOurTerminal = 0x100;
    private const short Readable = 1;

    private readonly int _master;
    private readonly int _kept;
    private bool _disposed;

    public PseudoTerminal()
    {
        _master = NativeMethods.OpenPseudoTerminal(ReadWrite | NotOurTerminal);
        Span<byte> name = stackalloc byte[128];
        fixed (byte* bytes = name)
        {
            if (_master < 0 || NativeMethods.GrantPseudoTerminal(_master) != 0 || NativeMethods.UnlockPseudoTerminal(_master) != 0
                || NativeMethods.NameOfPseudoTerminal(_master, bytes, name.Length) != 0)
            {
                throw new InvalidOperationException($"No pseudo-terminal: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
            }
        }

        Device = Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);

        // Kept open here too: without any opener the other end reads errors.
        _kept = NativeMethods.OpenFile(Device, ReadWrite | NotOurTerminal);
    }

    /// <summary>Path of the device file.</summary>
    public string Device { get; }

    /// <summary>What has come, at most as long as <paramref name="into"/>; 0 where nothing came within the time.</summary>
    public int Read(Span<byte> into, int milliseconds)
    {
        var entry = new NativeMethods.PollEntry { File = _master, Events = Readable };
        if (NativeMethods.Poll(&entry, 1, milliseconds) <= 0)
        {
            return 0;
        }

        fixed (byte* bytes = into)
        {
            return (int)Math.Max(0, NativeMethods.ReadFile(_master, bytes, into.Length));
        }
    }

    public void Write(ReadOnlySpan<byte> frame)
    {
        fixed (byte* bytes = frame)
        {
            _ = NativeMethods.WriteFile(_master, bytes, frame.Length);
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _ = NativeMethods.CloseFile(_kept);
            _ = NativeMethods.CloseFile(_master);
        }
    }
}
