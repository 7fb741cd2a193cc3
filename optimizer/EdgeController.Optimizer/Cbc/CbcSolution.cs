using System.Globalization;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Cbc;

/// <summary>Reads the file that CBC writes: one line for each row and column, with its value and its dual or reduced cost.</summary>
internal static class CbcSolution
{
    /// <summary>x and the duals of the rows; null where a line is not as expected. Columns and rows that the file leaves out are 0.</summary>
    public static (double[] X, double[] Duals)? Read(LinearModel model, string[] lines, int columns)
    {
        var x = new double[columns];
        var duals = new double[model.Rows];
        foreach (var line in lines.Skip(1))
        {
            var words = line.Replace("**", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 4
                || !int.TryParse(words[1].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                || !double.TryParse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !double.TryParse(words[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var dual))
            {
                return null;
            }

            switch (words[1][0])
            {
                case 'C' when place < columns:
                    x[place] = value;
                    break;
                case 'R' when place < model.Rows:
                    duals[place] = dual;
                    break;
                default:
                    break;
            }
        }

        return (x, duals);
    }

    /// <summary>Whether the first line says that the best was found.</summary>
    public static bool IsOptimal(string[] lines) => lines.Length > 0 && lines[0].StartsWith("Optimal", StringComparison.Ordinal);

    /// <summary>Whether there is a solution at all: the best, or the best when the time ran out.</summary>
    public static bool HasSolution(string[] lines) =>
        IsOptimal(lines) || (lines.Length > 0 && lines[0].StartsWith("Stopped", StringComparison.Ordinal) && !lines[0].Contains("no integer", StringComparison.Ordinal));
}
