using System.Collections.Immutable;
using System.Net.Sockets;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>A process with many stations has more descriptors than libmodbus can wait on; it must not be ended by that.</summary>
public class LowDescriptorTests
{
    [Fact]
    public void Numbers_that_are_all_lent_are_not_lent_twice_and_come_back()
    {
        // The lowest free numbers of this process lie far below: the pool makes as many as fit under the bound.
        var pool = new LowDescriptorPool(1024);
        var lent = new List<LowDescriptor>();
        while (LowDescriptor.TryTake(pool) is { } one)
        {
            lent.Add(one);
        }

        try
        {
            Assert.InRange(lent.Count, 128, 1024);
            Assert.Equal(lent.Count, lent.Select(one => one.Number).Distinct().Count());
            Assert.All(lent, one => Assert.InRange(one.Number, 3, 1023));
            lent[0].Dispose();
            var again = LowDescriptor.TryTake(pool);
            Assert.Equal(lent[0].Number, again?.Number);
            again!.Dispose();
        }
        finally
        {
            lent.ForEach(one => one.Dispose());
            pool.Close();
        }
    }

    [Fact]
    public void Where_no_number_is_left_the_sentence_says_what_to_do()
    {
        var pool = new LowDescriptorPool(0);
        Assert.Null(LowDescriptor.TryTake(pool));
        pool.Close();
        Assert.Equal(ModbusFailure.Unreachable, LowDescriptor.None.Failure);
        Assert.Contains("run fewer", LowDescriptor.None.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_and_server_go_on_where_every_number_below_1024_is_taken()
    {
        // The first use sets numbers aside.
        LowDescriptor.TryTake()!.Dispose();
        var sockets = new List<Socket>();
        try
        {
            while (sockets.Count < 1100)
            {
                sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            }

            // Numbers that others give back meanwhile are taken again, the last one too.
            Assert.True(sockets.Max(socket => (int)socket.Handle) > 1024, "the sockets do not reach beyond what select can hold");
            await using var server = ModbusTcpServer.Start();
            server.Serve(1, new RegisterImage([new RegisterRun(3, 0, [17, 4])]));
            await using var client = new ModbusTcpClient(new ModbusTcpOptions { Host = "127.0.0.1", Port = server.Port }, TimeProvider.System);
            var words = new ushort[2];
            Assert.True((await client.ReadAsync(1, 3, 0, 2, words, TestContext.Current.CancellationToken)).IsOk);
            Assert.Equal([17, 4], words.ToImmutableArray());
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
