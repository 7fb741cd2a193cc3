using System.Text;
using System.Text.Json;

namespace EdgeController.Ocpp.Framing;

/// <summary>Names of the messages that stations send all the time: read without a new string for each.</summary>
internal static class ActionName
{
    private static readonly string[] Frequent = ["MeterValues", "Heartbeat", "StatusNotification", "TransactionEvent", "NotifyEvent", "DataTransfer", "Authorize"];

    /// <summary>The text that the reader stands on.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            foreach (var name in Frequent)
            {
                if (Ascii.Equals(reader.ValueSpan, name))
                {
                    return name;
                }
            }
        }

        return reader.GetString();
    }
}
