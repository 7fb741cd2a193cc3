using System.Buffers.Binary;
using System.Net.Sockets;

namespace EdgeController.Benchmarks.Harness;

/// <summary>What a process has used since it began.</summary>
/// <param name="Cpu">Processor time, user and system.</param>
/// <param name="Allocated">Bytes of managed memory that it asked for; free of noise.</param>
/// <param name="Alive">Bytes on its managed heap; only what is in use where they were asked for after a collection.</param>
internal readonly record struct Used(TimeSpan Cpu, long Allocated, long Alive)
{
    public static Used operator -(Used later, Used earlier) => new(later.Cpu - earlier.Cpu, later.Allocated - earlier.Allocated, later.Alive - earlier.Alive);
}

/// <summary>
/// Asks a measured process what it has used. The runtime loads this assembly into the process as a start-up hook, so that the product is
/// measured as it is shipped, and everything beside it by the same means.
/// </summary>
internal static class Gauge
{
    private const string Place = "EDGE_BENCHMARK_GAUGE";
    private const int Bytes = 3 * sizeof(long);

    /// <summary>Serves in the measured process where its parent asked for it.</summary>
    public static void ServeWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Place) is { Length: > 0 } path)
        {
            _ = ServeAsync(path);
        }
    }

    /// <summary>The environment of a process that shall be measured at that place.</summary>
    public static void Ask(IDictionary<string, string?> environment, string path)
    {
        var others = environment.TryGetValue("DOTNET_STARTUP_HOOKS", out var hooks) && hooks is not null ? Path.PathSeparator + hooks : "";
        environment["DOTNET_STARTUP_HOOKS"] = typeof(Gauge).Assembly.Location + others;
        environment[Place] = path;
    }

    /// <param name="path">The place that the process was asked to serve at.</param>
    /// <param name="collect">Collects all garbage first, and gives back what it took.</param>
    public static async Task<Used> ReadAsync(string path, bool collect = false)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(new[] { (byte)(collect ? 1 : 0) });
        var answer = new byte[Bytes];
        await new NetworkStream(socket).ReadExactlyAsync(answer);
        return new Used(
            TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(answer)),
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(sizeof(long))),
            BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(2 * sizeof(long))));
    }

    private static async Task ServeAsync(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var answer = new byte[Bytes];
        while (true)
        {
            using var asking = await listener.AcceptAsync();
            if (await asking.ReceiveAsync(answer) == 0)
            {
                continue;
            }

            if (answer[0] == 1)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            BinaryPrimitives.WriteInt64LittleEndian(answer, Environment.CpuUsage.TotalTime.Ticks);
            BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(sizeof(long)), GC.GetTotalAllocatedBytes());
            BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(2 * sizeof(long)), GC.GetTotalMemory(forceFullCollection: false));
            try
            {
                await asking.SendAsync(answer);
            }
            catch (SocketException)
            {
                // Who asked is gone; the next one is served.
                continue;
            }
        }
    }
}
