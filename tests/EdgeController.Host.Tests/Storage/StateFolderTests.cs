using EdgeController.Host.Storage;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Storage;

public sealed class StateFolderTests
{
    [Fact]
    public void A_folder_that_another_controller_holds_is_in_use()
    {
        var path = Directory.CreateTempSubdirectory("state-").FullName;
        using (var first = StateFolder.Open(path))
        {
            Assert.Null(first.Problem);
            using var second = StateFolder.Open(path);
            Assert.True(second is { InUse: true, Path: null });
            Assert.Contains("in use by another controller", second.Problem, StringComparison.Ordinal);
        }

        using (var third = StateFolder.Open(path))
        {
            Assert.Equal(path, third.Path);
        }

        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public void A_read_only_folder_is_a_problem_and_no_other_controller()
    {
        using var disk = SmallDisk.Mount(1);
        disk.MakeReadOnly(true);
        using var state = StateFolder.Open(disk.Path);
        Assert.True(state is { InUse: false, Path: null });
        Assert.Contains("cannot be written", state.Problem, StringComparison.Ordinal);
    }
}
