using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>A meter at a serial adapter: a pseudo-terminal behind a name that stays, as those below /dev/serial/by-id do when the adapter is unplugged and comes back.</summary>
internal sealed class SerialMeter : IAsyncDisposable
{
    private readonly int _unit;
    private RegisterImage? _image;
    private ModbusRtuServer? _server;

    public SerialMeter(int unit)
    {
        _unit = unit;
        Plug();
    }

    /// <summary>The port's name in the site file.</summary>
    public string Device { get; } = $"/dev/shm/edge-adapter-{Guid.NewGuid():N}";

    public void Serve(RegisterImage? image)
    {
        if ((_image = image) is not null)
        {
            _server?.Serve(_unit, image!);
        }
    }

    /// <summary>The adapter is plugged in, again where it was not.</summary>
    public void Plug()
    {
        _server = ModbusRtuServer.Start();
        Serve(_image);
        File.CreateSymbolicLink(Device, _server.Device);
    }

    /// <summary>The adapter is pulled out: its port is gone, and whoever has it open loses the line.</summary>
    public async Task UnplugAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            File.Delete(Device);
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await UnplugAsync();
}
