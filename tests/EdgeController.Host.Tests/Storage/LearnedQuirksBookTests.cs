using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Host.Storage;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Quirks;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Storage;

public sealed class LearnedQuirksBookTests : IDisposable
{
    private static readonly StationId Station = new("CP-1");
    private static readonly StationModel Model = new("Maker", "Box", "1.2");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly LogBook _log = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_learned_is_known_to_the_next_life()
    {
        var learned = new LearnedQuirks(ProfilePlan.StationMax, Proven: true) { InWatts = true, FallbackRelative = false };
        var first = Open();
        first.Met(Station, Model);
        first.Keep(Model, learned);
        first.Write();

        var second = Open();
        Assert.Equal(Model, second.ModelOf(Station));
        Assert.Equal(learned, second.Find(Model));
        Assert.Null(second.Find(Model with { Firmware = "1.3" }));
        _log.AssertClean();
    }

    [Fact]
    public void Nothing_is_written_where_nothing_is_new()
    {
        var book = Open();
        book.Keep(Model, new LearnedQuirks(ProfilePlan.TxDefaultAndTx, Proven: false));
        book.Write();
        System.IO.File.Delete(File());
        book.Keep(Model, new LearnedQuirks(ProfilePlan.TxDefaultAndTx, Proven: false));
        book.Write();

        Assert.False(System.IO.File.Exists(File()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"stations\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_file_that_cannot_be_read_costs_what_was_learned_and_is_said(string text)
    {
        System.IO.File.WriteAllText(File(), text);
        var book = Open();

        Assert.Null(book.ModelOf(Station));
        Assert.Contains(_log.AtLeast(LogLevel.Warning), line => line.Contains("probed anew", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_said_once_and_tried_again()
    {
        var book = new LearnedQuirksBook(new LearnedQuirksFile(Path.Combine(_folder.FullName, "gone")), _log);
        book.Met(Station, Model);
        book.Write();
        book.Write();
        Assert.Single(_log.AtLeast(LogLevel.Warning), line => line.Contains("cannot be written", StringComparison.Ordinal));

        Directory.CreateDirectory(Path.Combine(_folder.FullName, "gone"));
        book.Write();
        Assert.True(System.IO.File.Exists(Path.Combine(_folder.FullName, "gone", "learned-stations.json")));
    }

    private LearnedQuirksBook Open() => new(new LearnedQuirksFile(_folder.FullName), _log);

    private string File() => Path.Combine(_folder.FullName, "learned-stations.json");
}
