namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// A descriptor number that libmodbus can wait on. It waits with <c>select</c>, which holds no number of 1024 or above: the C library ends
/// the whole process there. A process with several hundred stations has as many, so numbers are set aside at the first use of Modbus and
/// lent to connections, which put their socket under one (<c>dup3</c>).
/// </summary>
public sealed class LowDescriptor : IDisposable
{
    /// <summary>Why no connection can be opened when <see cref="TryTake()"/> gives nothing.</summary>
    public static readonly ModbusResult None = ModbusResult.Failed(
        ModbusFailure.Unreachable, "the process has nearly 1024 files and sockets open, and libmodbus can hold none above: run fewer Modbus devices or stations on one controller");

    private const int CloseOnExec = 0x80000;

    private static readonly LowDescriptorPool Lent = new(1024);
    private readonly LowDescriptorPool _pool;
    private bool _returned;

    private LowDescriptor(LowDescriptorPool pool, int number) => (_pool, Number) = (pool, number);

    /// <summary>Below 1024. Stands for nothing that can be read until <see cref="Put"/>.</summary>
    public int Number { get; }

    /// <summary>A number for one connection; null when there is none left.</summary>
    public static LowDescriptor? TryTake() => TryTake(Lent);

    /// <summary>The same from a given pool.</summary>
    public static LowDescriptor? TryTake(LowDescriptorPool pool) => pool.Take() is { } number ? new LowDescriptor(pool, number) : null;

    /// <summary>The number stands for the same socket or file as the given one, which may be closed afterwards. False when the system refuses.</summary>
    public bool Put(int descriptor) => NativeMethods.Duplicate(descriptor, Number, CloseOnExec) >= 0;

    /// <summary>The number stands for nothing again; what it stood for is closed unless somebody else holds it.</summary>
    public void Clear() => _ = NativeMethods.Duplicate(_pool.Nothing, Number, CloseOnExec);

    public void Dispose()
    {
        if (!_returned)
        {
            _returned = true;
            Clear();
            _pool.Return(Number);
        }
    }
}
