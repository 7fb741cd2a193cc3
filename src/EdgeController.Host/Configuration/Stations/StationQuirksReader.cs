using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Events;
using EdgeController.Host.Configuration.Keys;
using EdgeController.Host.Configuration.Yaml;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Host.Configuration.Stations;

/// <summary>Reads what is known of a station model from a quirk file.</summary>
public static class StationQuirksReader
{
    /// <summary>The quirks, or null where the file has errors; every finding goes into <paramref name="diagnostics"/>.</summary>
    public static StationQuirks? Read(string text, DiagnosticList diagnostics)
    {
        if (YamlReader.Read(text, diagnostics) is not { } root)
        {
            return null;
        }

        var file = new ShapeReader(StationKeys.Table, diagnostics).Read(root);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var quirks = Build(file, diagnostics);
        return diagnostics.HasErrors ? null : quirks;
    }

    private static StationQuirks Build(Entry file, DiagnosticList diagnostics)
    {
        var (profiles, metering) = (file.Find("profiles"), file.Find("metering"));
        return new StationQuirks
        {
            Id = file.Text("id")!,
            Models = [.. file.Find("stations")!.Children.Select(one => new ModelPattern(one.Text("vendor")!, one.Text("model") ?? "*", one.Text("firmware") ?? "*"))],
            Plans = Plans(profiles?.Find("plans"), diagnostics),
            HighestStack = profiles?.Integer("highest_stack"),
            Unit = profiles?.Text("unit"),
            WholeAmps = Flag(profiles, "whole_amps"),
            Steps = Steps(profiles?.Find("steps"), diagnostics),
            Relative = profiles?.Text("relative") switch
            {
                "receipt" => RelativeAnchor.Receipt,
                "charging" => RelativeAnchor.Charging,
                _ => null,
            },
            NoPhases = Flag(profiles, "no_phases"),
            RefusesZero = Flag(profiles, "refuses_zero"),
            ClearFirst = Flag(profiles, "clear_first"),
            ClearAfterZero = Flag(profiles, "clear_after_zero"),
            StartBefore = profiles?.Duration("start_before"),
            RandomDelay = profiles?.Duration("random_delay") ?? TimeSpan.Zero,
            LeaveMetering = Flag(metering, "leave"),
            UnwantedMeasurands = [.. Texts(metering?.Find("unwanted")).Select(item => item.Text)],
            Advice = file.Text("advice"),
            Sources = [.. Texts(file.Find("source")).Select(item => item.Text)],
        };
    }

    private static bool Flag(Entry? section, string name) => section?.Find(name)?.Value is true;

    private static ImmutableArray<PlacedText> Texts(Entry? entry) => entry?.Value is ImmutableArray<PlacedText> texts ? texts : [];

    private static ImmutableArray<ProfilePlan> Plans(Entry? entry, DiagnosticList diagnostics)
    {
        var plans = ImmutableArray.CreateBuilder<ProfilePlan>();
        foreach (var item in Texts(entry))
        {
            ProfilePlan? plan = item.Text switch
            {
                "tx" => ProfilePlan.TxDefaultAndTx,
                "default" => ProfilePlan.TxDefaultStacked,
                "maximum" => ProfilePlan.StationMax,
                _ => null,
            };
            if (plan is not { } known || plans.Contains(known))
            {
                diagnostics.Error(item.Position, Codes.BadValue, $"{entry!.Path}: '{item.Text}' is not one of tx, default and maximum, each once", "Write for example [maximum, tx].");
            }
            else
            {
                plans.Add(known);
            }
        }

        return plans.ToImmutable();
    }

    private static ImmutableArray<decimal> Steps(Entry? entry, DiagnosticList diagnostics)
    {
        var steps = ImmutableArray.CreateBuilder<decimal>();
        foreach (var item in Texts(entry))
        {
            if (!decimal.TryParse(item.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var step) || step is < 1 or > 1000 || (steps.Count > 0 && step <= steps[^1]))
            {
                diagnostics.Error(item.Position, Codes.BadValue, $"{entry!.Path}: '{item.Text}' is not a current from 1 to 1000 above the one before it", "Write for example [6, 8, 10, 13, 16].");
            }
            else
            {
                steps.Add(step);
            }
        }

        return steps.ToImmutable();
    }
}
