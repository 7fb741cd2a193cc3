using System.Globalization;
using System.Text;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Stations;

public sealed class FixedTextTests
{
    [Fact]
    public void Numbers_are_written_as_the_formats_write_them()
    {
        var random = new SeededRandom(1);
        double[] special = [0, -0.0, 0.5, 1.5, 2.5, 0.05, 0.25, 0.005, 1.005, 2.675, 0.995, 9.995, 99.9999999, 1e9, 1e12, -1.25, double.NaN, double.PositiveInfinity];
        foreach (var value in special.Concat(Enumerable.Range(0, 20_000).Select(n => random.Uniform(0, Math.Pow(10, n % 10)))))
        {
            for (var decimals = 0; decimals <= 2; decimals++)
            {
                Assert.Equal(value.ToString("F" + decimals, CultureInfo.InvariantCulture), Text(value, decimals));
            }
        }
    }

    private static string Text(double value, int decimals)
    {
        Span<byte> text = stackalloc byte[64];
        return Encoding.ASCII.GetString(text[..FixedText.Write(text, value, decimals)]);
    }
}
