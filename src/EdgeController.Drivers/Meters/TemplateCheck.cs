using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>
/// Tries a template on its own golden images: each decodes to the values beside it, the good ones come back from the encoder and pass the
/// probe, and with any other order of words or bytes they do not, and the refusal names the order that fits.
/// </summary>
public static class TemplateCheck
{
    /// <summary>What is wrong, one sentence each; empty where all is well.</summary>
    public static IReadOnlyList<string> Findings(MeterTemplate template)
    {
        var findings = new List<string>();
        foreach (var golden in template.Golden)
        {
            Decode(template, golden, findings);
            if (golden.IsGood)
            {
                Encode(template, golden, findings);
                Probe(template, golden, findings);
            }
        }

        if (!template.Golden.Any(golden => golden.IsGood))
        {
            findings.Add("it has no golden image of a working meter: nothing proves that it decodes rightly");
        }

        return findings;
    }

    private static void Decode(MeterTemplate template, GoldenImage golden, List<string> findings)
    {
        var found = GoldenImage.Describe(MeterDecoder.Decode(template, golden.Image));
        foreach (var (key, expected) in golden.Expected)
        {
            var value = found.GetValueOrDefault(key, "nothing");
            if (value != expected)
            {
                findings.Add($"image '{golden.Name}': {key} is {value}, expected {expected}");
            }
        }

        if (golden.IsGood && template.HasPhases && found.TryGetValue("missing", out var missing))
        {
            findings.Add($"image '{golden.Name}': {missing}");
        }
    }

    private static void Encode(MeterTemplate template, GoldenImage golden, List<string> findings)
    {
        var image = MeterEncoder.Encode(template, MeterDecoder.Decode(template, golden.Image));
        foreach (var value in template.Values)
        {
            var code = RegisterCodec.FunctionCodeOf(template, value);
            for (var i = 0; code is { } functionCode && i < RegisterCodec.Words(value.Type); i++)
            {
                var (written, back) = (golden.Image[functionCode, value.Address + i], image[functionCode, value.Address + i]);
                if (written is not null && written != back)
                {
                    findings.Add($"image '{golden.Name}': register {value.Address + i} holds 0x{written:X4} and comes back from its value as 0x{back:X4}");
                    return;
                }
            }
        }
    }

    private static void Probe(MeterTemplate template, GoldenImage golden, List<string> findings)
    {
        if (MeterProbe.Problem(template, golden.Image) is { } problem)
        {
            findings.Add($"image '{golden.Name}' does not pass the template's own probe: {problem}");
        }

        if (template.HasPhases && RegisterCodec.Words(template.Voltage!.L1.Type) > 1)
        {
            var other = template with
            {
                WordOrder = template.WordOrder == WordOrder.MostSignificantFirst ? WordOrder.LeastSignificantFirst : WordOrder.MostSignificantFirst,
            };
            Refused(other, golden.Image, $"({OtherOrder.Name(template.WordOrder)})", "its words in the other order", golden, findings);
        }

        if (template.HasPhases)
        {
            Refused(template, SwapBytes(template, golden.Image), "two bytes of each register", "the bytes of its registers swapped", golden, findings);
        }
    }

    private static void Refused(MeterTemplate template, RegisterImage image, string naming, string what, GoldenImage golden, List<string> findings)
    {
        var problem = MeterProbe.Problem(template, image);
        if (problem is null)
        {
            findings.Add($"image '{golden.Name}' passes the probe with {what} too: the probe cannot tell");
        }
        else if (!problem.Contains(naming, StringComparison.Ordinal))
        {
            findings.Add($"image '{golden.Name}' with {what} is refused, but the reason does not name the order that fits: {problem}");
        }
    }

    /// <summary>Identity registers stay as they are: here the values alone must tell.</summary>
    private static RegisterImage SwapBytes(MeterTemplate template, RegisterImage image) => new(
        [.. image.Runs.Where(run => !template.Probe.Identity.Any(identity => identity.Start == run.Start && identity.FunctionCode == run.FunctionCode))
            .Select(run => run with { Words = [.. run.Words.Select(word => (ushort)((word << 8) | (word >> 8)))] })]);
}
