using System.Diagnostics;

namespace EdgeController.Host.Tests.House;

/// <summary>What test.sh tells of tests that failed (scripts/failures.sh): their names and what they said, and nothing of the others.</summary>
public sealed class FailuresTests
{
    private const string Trx = """
        <TestRun>
          <Results>
            <UnitTestResult executionId="1" testName="A.Passes" outcome="Passed"><Output><StdOut>quiet</StdOut></Output></UnitTestResult>
            <UnitTestResult executionId="2" testName="A.Fails(text: &quot;&lt;x&gt;&quot;)" outcome="Failed">
              <Output>
                <StdOut>seed 7</StdOut>
                <ErrorInfo>
                  <Message>Expected: 1 &lt; 2
        Actual: 3</Message>
                  <StackTrace>   at A.Fails() in /a.cs:line 3</StackTrace>
                </ErrorInfo>
              </Output>
            </UnitTestResult>
            <UnitTestResult executionId="3" testName="A.Waits" outcome="NotExecuted"><Output><ErrorInfo><Message>later</Message></ErrorInfo></Output></UnitTestResult>
          </Results>
          <RunInfos><RunInfo outcome="Error"><Text>the host ended</Text></RunInfo><RunInfo outcome="Warning"><Text>slow</Text></RunInfo></RunInfos>
        </TestRun>
        """;

    private const string Tap = """
        TAP version 13
        # Subtest: a suite
            # Subtest: fails
            not ok 1 - fails
              ---
              failureType: 'testCodeFailure'
              error: '1 == 2'
              ...
            ok 2 - passes
              ---
              duration_ms: 1
              ...
            not ok 3 - is to be done # TODO
              ---
              error: 'x'
              ...
        not ok 1 - a suite
          ---
          failureType: 'subtestsFailed'
          error: '1 subtest failed'
          ...
        not ok 2 - fails, too
          ---
          error: 'two'
          ...
        """;

    private const string Spec = """
        ▶ a suite
          ✖ fails (3.2ms)
        ✖ failing tests:

        test at a.test.mjs:2:27
        ✖ fails (3.2ms)
          AssertionError: 1 == 2
        """;

    private const string Lines = """
        $ ./run.sh check a.yaml
        $ ./run.sh schema
        no such file
          exit code 2, a port may be taken: once more on free ones
          exit code 1
        BROKEN: the allocator is as fast as ten others
        Tests: 1 passed, 2 failed, 0 skipped
        """;

    [Theory]
    [InlineData("trx", Trx, "A.Fails(text: \"<x>\")|seed 7|Expected: 1 < 2|Actual: 3|at A.Fails() in /a.cs:line 3", "A.Fails(text: \"<x>\")|the run as a whole")]
    [InlineData("node", Tap, "fails|error: '1 == 2'|fails, too|error: 'two'", "fails|fails, too")]
    [InlineData("node", Spec, "fails|test at a.test.mjs:2:27|AssertionError: 1 == 2", "fails")]
    [InlineData("line", Lines, "./run.sh schema|no such file|exit code 1", "./run.sh schema|the allocator is as fast as ten others")]
    public async Task The_tests_that_failed_are_told_with_what_they_said_and_no_others(string kind, string left, string told, string names)
    {
        var (blocks, list) = await Show(kind, left);
        Assert.Equal(names.Split('|').Select(name => $"Failed: Some: {name}"), list);
        Assert.Equal(told.Split('|'), blocks.Select(line => line.Trim().Replace("FAILED ", "", StringComparison.Ordinal)).Where(told.Split('|').Contains));
        Assert.DoesNotContain(blocks, line => new[] { "quiet", "later", "slow", "duration", "subtest", "a suite", "passes", "to be done", "check" }.Any(word => line.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_no_test_is_named_the_end_of_the_log_is_told()
    {
        var (blocks, list) = await Show("node", string.Concat(Enumerable.Range(1, 500).Select(line => $"line {line}\n")));
        Assert.Equal(("line 441", "line 500", 60), (blocks[0], blocks[^1], blocks.Length));
        Assert.StartsWith("Failed: Some: no test is named; see ", Assert.Single(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_lines_of_a_runner_are_told_and_all_names()
    {
        var (blocks, list) = await Show("line", string.Concat(Enumerable.Range(1, 90).Select(test => $"$ {test}\na\nb\nc\n  exit code 1\n")));
        Assert.Equal(201, blocks.Length);
        Assert.StartsWith("    (250 more lines: see ", blocks[^1], StringComparison.Ordinal);
        Assert.Equal(90, list.Length);
    }

    [Fact]
    public async Task A_runner_without_a_file_or_a_log_is_named_all_the_same() =>
        Assert.StartsWith("Failed: Some: no test is named", Assert.Single((await Run("trx", "no-such-file")).Names), StringComparison.Ordinal);

    [Fact]
    public async Task Of_a_run_that_broke_off_the_end_of_its_log_is_shown_without_what_passed()
    {
        var (trx, log) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(trx, Trx, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(log, "  Passed A.Passes [1 ms]\n*** terminated by the C library ***\n", TestContext.Current.CancellationToken);
            var (blocks, _) = await Run("trx", trx, log);
            Assert.Equal("    *** terminated by the C library ***", blocks[^1]);
            Assert.DoesNotContain(blocks, line => line.Contains("Passed A.Passes", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(trx);
            File.Delete(log);
        }
    }

    private static async Task<(string[] Blocks, string[] Names)> Show(string kind, string left)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, left.TrimEnd('\n') + "\n", TestContext.Current.CancellationToken);
            return await Run(kind, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(string[] Blocks, string[] Names)> Run(string kind, string file, string? log = null)
    {
        const string Script = "set -euo pipefail; . scripts/failures.sh; failures=(); show_failures Some \"$1\" \"$2\" \"$3\"; echo ====; printf '%s\\n' \"${failures[@]}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", Script, "bash", kind, file, log ?? file])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var said = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answer = (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("====\n");
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0, await said);
        return (answer[0].Split('\n', StringSplitOptions.RemoveEmptyEntries), answer[1].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
