using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>
/// Tries a template of a SunSpec device on its images: the simulator's registers with this chain are found by discovery, mean the values beside the
/// image, come back from them, are refused without their scale factors, and orders become the writes that stand there.
/// </summary>
public static class DerTemplateCheck
{
    /// <summary>Each is tried at one of the places where a chain may begin.</summary>
    private static readonly int[] Starts = [40000, 50000, 0];

    /// <summary>What is wrong, one sentence each; empty where all is well.</summary>
    public static IReadOnlyList<string> Findings(SunSpecTemplate template)
    {
        var findings = new List<string>();
        for (var i = 0; i < template.Golden.Length; i++)
        {
            var golden = template.Golden[i];
            var served = Serve(template, golden, Starts[i % Starts.Length]);
            if (Discover(served) is not { } image || !image.Blocks.Keys.OrderBy(block => block.Address).Select(block => (block.Model, block.Length)).SequenceEqual(template.Chain))
            {
                findings.Add($"image '{golden.Name}': discovery does not find the chain");
                continue;
            }

            Decode(template, golden, image, findings);
            if (!golden.Expected.ContainsKey("missing"))
            {
                Encode(template, golden, served, findings);
            }

            Steer(template, golden, served, image, findings);
        }

        if (!template.Golden.Any(golden => !golden.Expected.ContainsKey("missing")))
        {
            findings.Add("it has no golden image of a device that works");
        }

        return findings;
    }

    /// <summary>The registers that the simulator serves for this image: everything that it does not name is "not implemented".</summary>
    public static SunSpecRegisters Serve(SunSpecTemplate template, SunSpecGolden golden, int start)
    {
        var registers = new SunSpecRegisters(start, template.Chain);
        foreach (var run in golden.Registers)
        {
            registers.TryWrite(registers.AddressOf(run.Model, run.At), run.Words);
        }

        return registers;
    }

    private static SunSpecImage? Discover(SunSpecRegisters served)
    {
        var (chain, registers) = (new SunSpecChain(), served.Image);
        while (!chain.IsDone)
        {
            chain.Take(registers[3, chain.Next] is { } first && registers[3, chain.Next + 1] is { } second ? (first, second) : null);
        }

        var image = SunSpecImage.Empty;
        foreach (var block in chain.Blocks)
        {
            var words = new ushort[block.Words];
            registers.TryRead(3, block.Address, words);
            image = image.With(block, ImmutableCollectionsMarshal.AsImmutableArray(words));
        }

        return chain.Problem is null ? image : null;
    }

    private static void Decode(SunSpecTemplate template, SunSpecGolden golden, SunSpecImage image, List<string> findings)
    {
        var found = Describe(template, image);
        foreach (var (key, expected) in golden.Expected)
        {
            if (found.GetValueOrDefault(key, "nothing") is var value && value != expected)
            {
                findings.Add($"image '{golden.Name}': {key} is {value}, expected {expected}");
            }
        }

        if (found.TryGetValue("missing", out var missing) && !golden.Expected.ContainsKey("missing"))
        {
            findings.Add($"image '{golden.Name}': {missing}");
        }
    }

    private static Dictionary<string, string> Describe(SunSpecTemplate template, SunSpecImage image)
    {
        var meter = new Meter { Id = new("golden"), Index = 0, Template = "", Host = "", Port = 0, Unit = 1, Poll = TimeSpan.FromSeconds(1), Phases = PhaseRotation.L1L2L3 };
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (SunSpecMeasurement.ToEvent(meter, template.Kind, image, Instant.Start))
        {
            case MeterReading reading:
                words["voltage"] = Three(reading.Voltage!.Value.Select(volts => volts.Value));
                words["current"] = Three(reading.Current.Select(amps => amps.Value));
                words["power"] = Three(reading.PhasePower!.Value.Select(watts => watts.Value));
                words["total"] = One(reading.Power?.Value);
                break;
            case MeterReadFailed failed:
                words["missing"] = failed.Reason;
                break;
        }

        var ratings = SunSpecRatings.Of(image);
        words["rating"] = One(ratings.MaxWatts);
        words["charge_at_most"] = One(ratings.ChargeWatts);
        words["discharge_at_most"] = One(ratings.DischargeWatts);
        words["capacity"] = One(ratings.CapacityWattHours);
        words["soc"] = One(ratings.StateOfCharge * 100);
        words["battery"] = One(ratings.BatteryWatts);
        return words;
    }

    /// <summary>What the decoder makes of every point comes back as the same registers from the simulator.</summary>
    private static void Encode(SunSpecTemplate template, SunSpecGolden golden, SunSpecRegisters served, List<string> findings)
    {
        var again = Serve(template, golden, Starts[0]);
        foreach (var (model, _) in template.Chain)
        {
            foreach (var point in SunSpecModels.PointsOf(model).Where(point => point.Type != SunSpecType.Text))
            {
                again.Set(model, point.Name, served[model, point.Name]);
            }
        }

        foreach (var run in golden.Registers)
        {
            for (var i = 0; i < run.Words.Length; i++)
            {
                if (again.Image[3, again.AddressOf(run.Model, run.At + i)] is var back && back != run.Words[i])
                {
                    findings.Add($"image '{golden.Name}': register {run.At + i} of model {run.Model} holds 0x{run.Words[i]:X4} and comes back from its value as 0x{back:X4}");
                    return;
                }
            }
        }
    }

    private static void Steer(SunSpecTemplate template, SunSpecGolden golden, SunSpecRegisters served, SunSpecImage image, List<string> findings)
    {
        var kind = template.Kind == SunSpecKind.Storage ? ResourceKind.Battery : ResourceKind.Pv;
        var model = template.Kind == SunSpecKind.Meter ? null : SteeringFrames.ModelFor(image, kind);
        if (model != template.SteeredBy)
        {
            findings.Add($"image '{golden.Name}': it would be steered by {(model is { } other ? $"model {other}" : "nothing")}");
            return;
        }

        foreach (var order in golden.Orders)
        {
            var told = new ResourceOrder(0, order.Power, order.FeedInAtMost, order.Reverts) { RevertsTo = order.FallsTo };
            var expected = Words(order.Writes.Select(run => (served.AddressOf(run.Model, run.At), run.Words)));
            var written = SteeringFrames.For(image, model ?? 0, told) is { } frame ? Words(frame.Writes.Select(write => (write.Start, write.Words))) : "nothing";
            if (written != expected)
            {
                findings.Add($"image '{golden.Name}': the order is written as {written}, expected {expected}");
            }
        }
    }

    private static string Words(IEnumerable<(int At, ImmutableArray<ushort> Words)> writes) =>
        string.Join("; ", writes.Select(write => $"{write.At}: {string.Join(' ', write.Words.Select(word => word.ToString("X4", CultureInfo.InvariantCulture)))}"));

    private static string Three(PerPhase<double> values) => $"{One(values.L1)} {One(values.L2)} {One(values.L3)}";

    private static string One(double? value) => value is { } known ? (known == 0 ? 0 : known).ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
