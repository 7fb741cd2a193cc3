using System.Collections.Immutable;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Cases;

/// <summary>A problem as read from a file, or what is wrong with the file; one of the two is empty.</summary>
public sealed record ReadProblem(PlanningProblem? Problem, ImmutableArray<string> Errors)
{
    /// <summary>What the file says that the plan must be; for golden cases.</summary>
    public JsonElement? Expected { get; init; }
}

/// <summary>Reads planning problems as JSON; optimizer/cases/README.md documents the form.</summary>
public static class ProblemReader
{
    /// <summary>Reads one problem; all errors at once, each with its place.</summary>
    public static ReadProblem Read(string json)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return new ReadProblem(null, [$"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: this is no JSON: {e.Message.Split(" LineNumber")[0]}"]);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return new ReadProblem(null, ["the file must hold one object in braces"]);
        }

        var problems = new List<string>();
        var section = new JsonSection(root, string.Empty, problems);
        var problem = Problem(section, problems);
        return problems.Count > 0 ? new ReadProblem(null, [.. problems]) : new ReadProblem(problem, []) { Expected = section.Find("expect") };
    }

    private static PlanningProblem Problem(JsonSection file, List<string> problems)
    {
        file.Text("about", string.Empty);
        var start = file.Time("start");
        var slots = Slots(file);
        var series = new SeriesReader(slots);
        var circuits = new CircuitReader(series, problems);
        var prices = file.Section("prices");
        var demand = file.Section("demand");
        var problem = new PlanningProblem
        {
            Revision = (long)file.Number("revision", 0, 9e15, 0),
            Start = start,
            Slots = slots,
            Nominal = new Volts(file.Number("nominalVolts", 50, 1000, 230)),
            Circuits = circuits.Circuits(file),
            Vehicles = [.. file.List("vehicles").Select(vehicle => VehicleReader.Vehicle(vehicle, circuits))],
            Batteries = [.. file.List("batteries").Select(battery => ResourceReader.Battery(battery, circuits))],
            Pv = [.. file.List("pv").Select(pv => ResourceReader.Pv(pv, circuits, series))],
            Prices = prices is null ? new PlanPrices() : Prices(prices, series),
            Demand = demand is null ? null : Demand(demand),
            Goals = file.Section("goals") is { } goals ? Goals(goals) : new PlanGoals(),
        };
        file.Find("expect");
        file.End();
        return problem;
    }

    private static ImmutableArray<TimeSpan> Slots(JsonSection file)
    {
        var slots = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var part in file.List("slots"))
        {
            var minutes = part.Number("minutes", 1, 60);
            var count = (int)part.Number("count", 1, 2000, 1);
            part.End();
            slots.AddRange(Enumerable.Repeat(TimeSpan.FromMinutes(minutes), count));
        }

        if (slots.Count is 0 or > 2000)
        {
            file.Add("slots", "write 1 to 2000 slots, such as [{ \"minutes\": 15, \"count\": 96 }]");
        }

        return slots.ToImmutable();
    }

    private static PlanPrices Prices(JsonSection prices, SeriesReader series)
    {
        var read = new PlanPrices
        {
            ImportPerKwh = [.. series.Read(prices, "import", -100, 100, 0)],
            ExportPerKwh = [.. series.Read(prices, "export", -100, 100, 0)],
            Co2GramsPerKwh = [.. series.Read(prices, "co2GramsPerKwh", 0, 5000, 0)],
            Co2PerKg = prices.Number("co2PerKg", 0, 100, 0),
        };
        prices.End();
        return read;
    }

    private static DemandCharge Demand(JsonSection demand)
    {
        var read = new DemandCharge(demand.Number("perKw", 0, 10_000), new Watts(demand.Number("peakSoFarKw", 0, 1e6, 0) * 1000))
        {
            QuarterSoFar = new WattHours(demand.Number("quarterSoFarKwh", 0, 1e6, 0) * 1000),
        };
        demand.End();
        return read;
    }

    private static PlanGoals Goals(JsonSection goals)
    {
        var standard = new PlanGoals();
        var read = new PlanGoals
        {
            ShortagePerKwh = goals.Number("shortagePerKwh", 0, 1e4, standard.ShortagePerKwh),
            FairnessPerVehicle = goals.Number("fairnessPerVehicle", 0, 1e4, standard.FairnessPerVehicle),
            LatenessPerKwhHour = goals.Number("latenessPerKwhHour", 0, 1, standard.LatenessPerKwhHour),
            SwitchPerKw = goals.Number("switchPerKw", 0, 100, standard.SwitchPerKw),
            OverloadPerAmpHour = goals.Number("overloadPerAmpHour", 1, 1e5, standard.OverloadPerAmpHour),
            LaterShare = goals.Number("laterShare", 0.1, 1, standard.LaterShare),
            Near = TimeSpan.FromMinutes(goals.Number("nearMinutes", 0, 2880, standard.Near.TotalMinutes)),
        };
        goals.End();
        return read;
    }
}
