using System.Text.Json;
using EdgeController.Host.Commands;
using EdgeController.Host.Tests.House;

namespace EdgeController.Host.Tests.Commands;

/// <summary>The command <c>plan</c>: problem file in, plan and linear program out, errors in sentences.</summary>
public sealed class PlanCommandTests
{
    [Theory]
    [InlineData("clp")]
    [InlineData("managed")]
    public async Task A_problem_file_becomes_a_plan_and_a_linear_program(string solver)
    {
        var folder = Directory.CreateTempSubdirectory("edge-plan-").FullName;
        try
        {
            var (plan, mps) = (Path.Combine(folder, "plan.json"), Path.Combine(folder, "plan.mps"));
            var (code, output, error) = await RunAsync("plan", Path.Combine(Repository.Root, "optimizer/cases/two-levels.json"), "--solver", solver, "--out", plan, "--mps", mps);
            Assert.Equal((0, string.Empty), (code, error));
            Assert.Contains($"optimal by {solver}", output, StringComparison.Ordinal);
            Assert.Contains("Vehicle b will miss 23:00 by", output, StringComparison.Ordinal);
            var written = JsonDocument.Parse(await File.ReadAllTextAsync(plan)).RootElement;
            foreach (var key in new[] { "status", "objective", "bound", "gap", "seconds", "cost", "shortageKwh", "binding", "warnings", "vehicles" })
            {
                Assert.True(written.TryGetProperty(key, out _), key);
            }

            Assert.Equal("level2", written.GetProperty("binding")[0].GetProperty("circuit").GetString());
            Assert.StartsWith("NAME plan FREE\nROWS\n N COST\n", await File.ReadAllTextAsync(mps), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_problem_file_is_told_at_once_with_its_place()
    {
        const string problem = """
            { "start": "tomorrow", "slots": [{ "minutes": 90 }], "circuits": [{ "id": "main", "limitAmps": "much" }],
              "vehicles": [{ "id": "a", "circuit": "cellar", "maxAmps": 16, "arrival": "2026-01-12T18:00+01:00", "departure": "2026-01-12T17:00+01:00", "colour": 3 }] }
            """;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, problem);
        var (code, _, error) = await RunAsync("plan", file);
        File.Delete(file);
        Assert.Equal(1, code);
        Assert.Contains("start: write a time with its offset", error, StringComparison.Ordinal);
        Assert.Contains("slots[0].minutes: '90' is no number from 1 to 60", error, StringComparison.Ordinal);
        Assert.Contains("circuits[0].limitAmps: '\"much\"' is no number", error, StringComparison.Ordinal);
        Assert.Contains("vehicles[0].circuit: there is no circuit 'cellar' before this; there are main", error, StringComparison.Ordinal);
        Assert.Contains("vehicles[0].departure: must be after arrival", error, StringComparison.Ordinal);
        Assert.Contains("vehicles[0].colour: no such key", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_no_JSON_is_one_sentence()
    {
        Assert.Equal(2, (await RunAsync("plan", "/no/such/file.json")).Code);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{ \"start\": ");
        var (code, _, error) = await RunAsync("plan", file);
        File.Delete(file);
        Assert.Equal(1, code);
        Assert.Contains("this is no JSON", error, StringComparison.Ordinal);
        Assert.Contains("--solver gurobi: write one of clp, cbc, managed", (await RunAsync("plan", "x.json", "--solver", "gurobi")).Error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
