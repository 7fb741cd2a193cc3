using System.Collections.Immutable;
using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Host.Storage.Journal;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Tests.Storage.Journal;

/// <summary>A journal in a folder of its own, that can be closed and opened again.</summary>
internal sealed class JournalRig : IAsyncDisposable
{
    private readonly bool _ours;
    private SqliteJournal? _journal;

    public JournalRig(string? folder = null)
    {
        _ours = folder is null;
        Folder = folder ?? Directory.CreateDirectory(Path.Combine(Memory, $"journal-{Guid.NewGuid():N}")).FullName;
        Options = new JournalOptions(Folder) { ReserveBytes = 0, Retry = TimeSpan.FromMilliseconds(200) };
    }

    /// <summary>A disk that costs no waiting, where there is one: what is tested here is the content.</summary>
    private static string Memory => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public string Folder { get; }

    public JournalOptions Options { get; set; }

    public LogBook Log { get; } = new();

    public SqliteJournal Journal => _journal!;

    public string File => Options.File;

    public static StationId A { get; } = new("A1");

    public static StationId B { get; } = new("B|2@x");

    public static JournalEntry Entry(long sequence, string text = "[2,\"m\",\"StopTransaction\",{}]", int? local = null) => new(
        sequence, "1.6", Encoding.UTF8.GetBytes(text), new DateTimeOffset(2026, 11, 2, 3, 4, 5, 678, TimeSpan.Zero).AddSeconds(sequence), local);

    public static JournalChange Append(params ImmutableArray<JournalEntry> entries) => new() { Append = entries };

    public static JournalChange Remove(params ImmutableArray<long> sequences) => new() { Remove = sequences };

    public static string Text(JournalEntry entry) => Encoding.UTF8.GetString(entry.Frame.Span);

    public async Task<SqliteJournal> OpenAsync()
    {
        await CloseAsync();
        _journal = SqliteJournal.Open(Options, TimeProvider.System, Log);
        await _journal.Opened.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return _journal;
    }

    public Task WriteAsync(StationId station, JournalChange change) => Journal.WriteAsync(station, change, CancellationToken.None).AsTask();

    public async Task CloseAsync()
    {
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
            _journal = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_ours)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
