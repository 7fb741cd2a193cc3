using System.Diagnostics;

namespace EdgeController.Host.Tests.House;

/// <summary>How test.sh reads the counts of its runners (scripts/counts.sh): what it cannot read is a failure, never nothing.</summary>
public sealed class CountsTests
{
    [Theory]
    [InlineData("trx", "<Counters total=\"9\" executed=\"7\" passed=\"6\" failed=\"1\" error=\"0\" notExecuted=\"0\" />", "6 1 2")]
    [InlineData("trx", "<Counters total=\"3\" executed=\"3\" passed=\"2\" failed=\"0\" error=\"0\" aborted=\"1\" />", "2 1 0")]
    [InlineData("trx", "<Counters total=\"0\" executed=\"0\" passed=\"0\" failed=\"0\" />", "none")]
    [InlineData("trx", "<TestRun>", "none")]
    [InlineData("node", "# tests 4\n# suites 1\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n", "1 2 1")]
    [InlineData("node", "\u001b[34mℹ tests 2\u001b[39m\nℹ pass 2\nℹ fail 0\n# tests 3\n# pass 3\n# fail 0\n", "5 0 0")]
    [InlineData("node", "# tests 0\n# pass 0\n", "none")]
    [InlineData("node", "Segmentation fault\n", "none")]
    [InlineData("line", "$ ./run.sh\nTests: 3 passed, 0 failed, 1 skipped\n", "3 0 1")]
    [InlineData("line", "Tests: all passed\n", "none")]
    public async Task Counts_are_read_or_missed(string kind, string left, string expected)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, left, TestContext.Current.CancellationToken);
            Assert.Equal(expected, await Counts(kind, file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_runner_that_left_no_file_has_no_counts() => Assert.Equal("none", await Counts("trx", "no-such-file"));

    private static async Task<string> Counts(string kind, string file)
    {
        var script = $"set -euo pipefail; . scripts/counts.sh; if counts_from_{kind} \"$1\"; then echo \"$passed $failed $skipped\"; else echo none; fi";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script, "bash", file])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var answer = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return answer.Trim();
    }
}
