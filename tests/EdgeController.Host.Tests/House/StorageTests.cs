namespace EdgeController.Host.Tests.House;

/// <summary>Where databases are touched: nowhere but in the Host's storage.</summary>
public sealed class StorageTests
{
    [Fact]
    public void SQLite_is_used_only_in_the_storage_of_the_Host()
    {
        var users = Repository.Under("src", ".cs").Concat(Repository.Under("optimizer", ".cs"))
            .Where(file => Repository.Read(file) is var text && (text.Contains("Microsoft.Data.Sqlite", StringComparison.Ordinal) || text.Contains("SQLitePCL", StringComparison.Ordinal)))
            .ToArray();
        Assert.NotEmpty(users);
        Assert.All(users, file => Assert.StartsWith("src/EdgeController.Host/Storage/", file, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_Host_has_the_package()
    {
        var projects = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && Repository.Read(file).Contains("Sqlite", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["src/EdgeController.Host/EdgeController.Host.csproj"], projects);
    }
}
