using EdgeController.Core.Topology;
using EdgeController.Host.Storage;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Host.Tests.Ocpp;

/// <summary>The back ends' profiles on disk.</summary>
public sealed class ProfileFilesTests : IDisposable
{
    private static readonly StationId Odd = new("B|2/../x");
    private static readonly KeptProfiles Book = new(
        [new KeptProfile("1.6", """{"chargingProfileId":1}""", 1, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { Transaction = "7", FromStart = true, Lapsed = true }],
        [new KeptTransaction(1, "7", null)]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("books");
    private readonly LogBook _log = new();

    [Fact]
    public void What_is_written_is_read_back_and_an_empty_book_leaves_no_file()
    {
        var files = new ProfileFiles(_folder.FullName, _log);
        Assert.Same(KeptProfiles.Empty, files.Read(Odd));
        Assert.True(files.TryWrite(Odd, KeptProfiles.Empty));
        Assert.True(files.TryWrite(Odd, Book));
        var read = new ProfileFiles(_folder.FullName, _log).Read(Odd);
        Assert.Equal(Book.Profiles[0], Assert.Single(read.Profiles));
        Assert.Equal(Book.Transactions[0], Assert.Single(read.Transactions));
        Assert.Same(KeptProfiles.Empty, files.Read(new StationId("B_2_.._x")));
        Assert.True(files.TryWrite(Odd, KeptProfiles.Empty));
        Assert.Same(KeptProfiles.Empty, files.Read(Odd));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    public void What_cannot_be_read_is_said_to_be_unreadable(string text)
    {
        var files = new ProfileFiles(_folder.FullName, _log);
        files.TryWrite(Odd, Book);
        File.WriteAllText(Directory.GetFiles(_folder.FullName, "*.json", SearchOption.AllDirectories).Single(), text);
        Assert.Same(KeptProfiles.Unreadable, files.Read(Odd));
    }

    [Fact]
    public void What_cannot_be_written_is_said_once_and_tried_again()
    {
        var files = new ProfileFiles(_folder.FullName, _log);
        var place = Path.Combine(_folder.FullName, "csms-profiles");
        File.WriteAllText(place, "in the way");
        Assert.False(files.TryWrite(Odd, Book));
        Assert.False(files.TryWrite(Odd, Book));
        File.Delete(place);
        Assert.True(files.TryWrite(Odd, Book));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
