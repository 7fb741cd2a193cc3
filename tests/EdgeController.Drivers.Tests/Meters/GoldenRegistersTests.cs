using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Drivers.Tests.Meters;

public class GoldenRegistersTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(GoldenRegisters.Folder, "*.txt").Select(path => Path.GetFileName(path))];

    /// <summary>Without those that miss a value: many images stand for one of these.</summary>
    public static TheoryData<string> GoodFiles => [.. Files.Select(row => row.Data).Where(file => !GoldenRegisters.Read(file).Expected.ContainsKey("missing"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Registers_written_by_hand_decode_to_the_values_beside_them(string file)
    {
        var golden = GoldenRegisters.Read(file);
        var sample = MeterDecoder.Decode(Template(golden.Template), golden.Image);

        Assert.Equal(golden.Expected.OrderBy(pair => pair.Key), golden.Describe(sample).OrderBy(pair => pair.Key));
    }

    [Theory]
    [MemberData(nameof(GoodFiles))]
    public void A_good_sample_encodes_to_the_registers_written_by_hand(string file)
    {
        var golden = GoldenRegisters.Read(file);
        var template = Template(golden.Template);
        var sample = MeterDecoder.Decode(template, golden.Image);

        var image = MeterEncoder.Encode(template, sample);
        foreach (var run in golden.Image.Runs)
        {
            var words = new ushort[run.Words.Length];
            Assert.True(image.TryRead(run.FunctionCode, run.Start, words));
            Assert.Equal(run.Words, words);
        }
    }

    private static MeterTemplate Template(string id) => MeterTemplates.Load(ConfigurationFolder.FindMeters())[id];
}
