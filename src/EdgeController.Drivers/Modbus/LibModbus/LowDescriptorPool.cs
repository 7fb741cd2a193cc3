namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>Numbers below <paramref name="held"/>, set aside when the first is taken; more are made while there is room.</summary>
public sealed class LowDescriptorPool(int held)
{
    private const int Aside = 128;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int DuplicateFrom = 1030; // F_DUPFD_CLOEXEC

    private readonly Lock _lock = new();
    private readonly Queue<int> _free = [];
    private int _nothing = -1;

    /// <summary>A file that is always at its end.</summary>
    internal int Nothing => _nothing;

    internal int? Take()
    {
        lock (_lock)
        {
            if (_nothing < 0)
            {
                _nothing = NativeMethods.OpenFile("/dev/null", ReadWrite | CloseOnExec);
                while (_free.Count < Aside && TryMake() is { } made)
                {
                    _free.Enqueue(made);
                }
            }

            return _free.TryDequeue(out var number) ? number : TryMake();
        }
    }

    internal void Return(int number)
    {
        lock (_lock)
        {
            _free.Enqueue(number);
        }
    }

    /// <summary>Gives all that came back to the system.</summary>
    public void Close()
    {
        lock (_lock)
        {
            while (_free.TryDequeue(out var number))
            {
                _ = NativeMethods.CloseFile(number);
            }

            _ = NativeMethods.CloseFile(_nothing);
            _nothing = -1;
        }
    }

    private int? TryMake()
    {
        var number = NativeMethods.Control(_nothing, DuplicateFrom, 0);
        if (number < held)
        {
            return number < 0 ? null : number;
        }

        _ = NativeMethods.CloseFile(number);
        return null;
    }
}
