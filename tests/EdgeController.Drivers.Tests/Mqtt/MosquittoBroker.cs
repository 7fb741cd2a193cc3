using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeController.Tests.Mqtt;

/// <summary>A mosquitto broker of this test alone: on a free loopback port, with its own folder, ended with the test.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<string> _lines;
    private Process? _process;

    private MosquittoBroker(string folder, List<string> lines, int port) => (_folder, _lines, Port) = (folder, lines, port);

    public int Port { get; }

    public string Folder => _folder;

    /// <summary>Begins to listen; more lines of its configuration may follow the listener.</summary>
    public static async Task<MosquittoBroker> StartAsync(params string[] lines)
    {
        var broker = Prepare(lines);
        await broker.RestartAsync();
        return broker;
    }

    /// <summary>A broker that is not there yet.</summary>
    public static MosquittoBroker Prepare(params string[] lines) =>
        new(Directory.CreateTempSubdirectory("edge-broker-").FullName, [.. lines.Length == 0 ? ["allow_anonymous true"] : lines], FreePorts.Next());

    /// <summary>Writes a file into the broker's folder, before it starts; returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Configure(string line) => _lines.Add(line);

    /// <summary>Users with their passwords, and nobody else.</summary>
    public async Task AddUsersAsync(params string[] users)
    {
        var path = Path.Combine(_folder, "passwords");
        foreach (var user in users)
        {
            await RunAsync("mosquitto_passwd", File.Exists(path) ? ["-b", path, user, $"{user}-secret"] : ["-b", "-c", path, user, $"{user}-secret"]);
        }

        _lines.Add("allow_anonymous false");
        _lines.Add($"password_file {path}");
    }

    /// <summary>Starts it, again where it was ended.</summary>
    public async Task RestartAsync()
    {
        var configuration = Write("mosquitto.conf", string.Join('\n', [
            $"listener {Port.ToString(CultureInfo.InvariantCulture)} 127.0.0.1", "persistence true", $"persistence_location {_folder}/", "log_dest stderr", "log_type error", "log_type warning", $"user {Environment.UserName}", .. _lines]) + "\n");
        _process = Process.Start(new ProcessStartInfo(Program("mosquitto"), ["-c", configuration]) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = new List<string?>();
        _process.ErrorDataReceived += (_, e) => said.Add(e.Data);
        _process.BeginErrorReadLine();
        var time = TimeProvider.System;
        for (var from = time.GetTimestamp(); !await AnswersAsync();)
        {
            Assert.False(_process.HasExited || time.GetElapsedTime(from).TotalSeconds > 30, $"the broker did not start: {string.Join(' ', said)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, CancellationToken.None);
        }
    }

    /// <summary>Ends it: in order, so that it keeps what is retained, or at once.</summary>
    public async Task EndAsync(bool inOrder = false)
    {
        if (_process is { } process)
        {
            _process = null;
            if (!process.HasExited)
            {
                if (inOrder)
                {
                    await SignalAsync(process, "TERM");
                }
                else
                {
                    process.Kill();
                }
            }

            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    /// <summary>It lives, and does nothing any more.</summary>
    public Task FreezeAsync() => SignalAsync(_process!, "STOP");

    public Task ThawAsync() => SignalAsync(_process!, "CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await ThawAsync();
        }

        await EndAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs one of mosquitto's programs to its end; returns what it printed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program(program), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return await output + await error;
    }

    /// <summary>Debian has the broker in sbin, which is not in every user's path.</summary>
    private static string Program(string name) => File.Exists($"/usr/sbin/{name}") ? $"/usr/sbin/{name}" : name;

    private static Task<string> SignalAsync(Process process, string signal) => RunAsync("kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture));

    private async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, CancellationToken.None);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
