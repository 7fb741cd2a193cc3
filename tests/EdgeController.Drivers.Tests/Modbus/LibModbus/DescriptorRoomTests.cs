using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>A process with many stations has more descriptors than libmodbus can wait on; it must not be ended by that.</summary>
public class DescriptorRoomTests
{
    [Fact]
    public void A_connection_is_refused_while_its_descriptor_might_be_too_high()
    {
        Assert.Null(DescriptorRoom.Problem(() => 959));
        var refused = DescriptorRoom.Problem(() => 960);
        Assert.Equal(ModbusFailure.Unreachable, refused?.Failure);
        Assert.Contains("run fewer stations", refused?.Sentence ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_descriptor_is_looked_up() => Assert.Null(DescriptorRoom.Problem());
}
