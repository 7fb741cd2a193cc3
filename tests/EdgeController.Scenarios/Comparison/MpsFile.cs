using System.Globalization;

namespace EdgeController.Scenarios.Comparison;

/// <summary>A linear program as an MPS file with fixed columns; as MPS minimizes, gains are written as costs.</summary>
internal static class MpsFile
{
    public static void Write(LinearProgram program, TextWriter to)
    {
        to.WriteLine("NAME          EDGE");
        to.WriteLine("ROWS");
        to.WriteLine(" N  OBJ");
        for (var row = 0; row < program.Rows; row++)
        {
            to.WriteLine($" L  R{row:0000000}");
        }

        to.WriteLine("COLUMNS");
        for (var column = 0; column < program.Columns; column++)
        {
            Entry(to, $"C{column:0000000}", "OBJ", -program.Gain[column]);
            foreach (var (row, factor) in program.Parts[column])
            {
                Entry(to, $"C{column:0000000}", $"R{row:0000000}", factor);
            }
        }

        to.WriteLine("RHS");
        for (var row = 0; row < program.Rows; row++)
        {
            Entry(to, "RHS", $"R{row:0000000}", program.Capacity[row]);
        }

        to.WriteLine("BOUNDS");
        for (var column = 0; column < program.Columns; column++)
        {
            to.WriteLine($" UP BND       C{column:0000000}  {Number(program.Most[column])}");
        }

        to.WriteLine("ENDATA");
    }

    private static void Entry(TextWriter to, string column, string row, double value) => to.WriteLine($"    {column,-8}  {row,-8}  {Number(value)}");

    /// <summary>At most twelve characters.</summary>
    private static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
