using System.Text;
using System.Text.Json;

namespace EdgeController.Ocpp.Messages;

/// <summary>Words that come with every meter value: read without a new string for each.</summary>
internal static class KnownText
{
    private static readonly string[][] ByLength = Sorted(
        "Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Current.Offered", "Power.Offered", "Voltage", "Frequency", "SoC",
        "Temperature", "L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1", "A", "V", "W", "kW", "Wh", "kWh", "Percent", "Celsius",
        "Sample.Periodic", "Sample.Clock", "Transaction.Begin", "Transaction.End", "Trigger", "Outlet", "Inlet", "Cable", "EV", "Body", "Raw");

    /// <summary>The text that the reader stands on.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan.Length < ByLength.Length)
        {
            foreach (var word in ByLength[reader.ValueSpan.Length])
            {
                if (Ascii.Equals(reader.ValueSpan, word))
                {
                    return word;
                }
            }
        }

        return reader.GetString();
    }

    /// <summary>Reads the text of the property that the reader stands on, if that is its name.</summary>
    /// <exception cref="JsonException">It has the name, and is neither text nor null.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref string? text)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        reader.Read();
        text = reader.TokenType switch
        {
            JsonTokenType.String => Read(ref reader),
            JsonTokenType.Null => null,
            _ => throw new JsonException(),
        };
        return true;
    }

    private static string[][] Sorted(params string[] words) =>
        [.. Enumerable.Range(0, words.Max(word => word.Length) + 1).Select(length => words.Where(word => word.Length == length).ToArray())];
}
