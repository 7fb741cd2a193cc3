using System.Buffers.Binary;
using System.Net.Sockets;

namespace EdgeController.Benchmarks.Harness;

/// <summary>What a process has used since it began.</summary>
/// <param name="Cpu">Processor time, user and system.</param>
/// <param name="Allocated">Bytes of managed memory that it asked for; free of noise.</param>
internal readonly record struct Used(TimeSpan Cpu, long Allocated)
{
    public static Used operator -(Used later, Used earlier) => new(later.Cpu - earlier.Cpu, later.Allocated - earlier.Allocated);
}

/// <summary>
/// Asks a measured process what it has used. The runtime loads this assembly into the process as a start-up hook, so that the product is
/// measured as it is shipped, and everything beside it by the same means.
/// </summary>
internal static class Gauge
{
    private const string Place = "EDGE_BENCHMARK_GAUGE";
    private const int Bytes = 2 * sizeof(long);

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

    public static async Task<Used> ReadAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var answer = new byte[Bytes];
        await new NetworkStream(socket).ReadExactlyAsync(answer);
        return new Used(
            TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(answer)), BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(sizeof(long))));
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
            BinaryPrimitives.WriteInt64LittleEndian(answer, Environment.CpuUsage.TotalTime.Ticks);
            BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(sizeof(long)), GC.GetTotalAllocatedBytes());
            await asking.SendAsync(answer);
        }
    }
}
