using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>What a connector measured at one moment, as a meterValue of OCPP 1.6.</summary>
internal readonly record struct MeterSample(DateTime At, double DrawnAmps, int Phases, int StationPhases, double OfferedAmps, double Volts, double WattHours)
{
    private static readonly JsonEncodedText[] PhaseNames = [JsonEncodedText.Encode("L1"), JsonEncodedText.Encode("L2"), JsonEncodedText.Encode("L3")];
    private static readonly JsonEncodedText[] VoltageNames = [JsonEncodedText.Encode("L1-N"), JsonEncodedText.Encode("L2-N"), JsonEncodedText.Encode("L3-N")];
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Measurand = JsonEncodedText.Encode("measurand");
    private static readonly JsonEncodedText Phase = JsonEncodedText.Encode("phase");
    private static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("timestamp"u8, At);
        writer.WriteStartArray("sampledValue"u8);
        for (var i = 0; i < StationPhases; i++)
        {
            WriteValue(writer, i < Phases ? DrawnAmps : 0, "F2", "Current.Import"u8, PhaseNames[i], "A"u8);
        }

        for (var i = 0; i < StationPhases; i++)
        {
            WriteValue(writer, Volts, "F1", "Voltage"u8, VoltageNames[i], "V"u8);
        }

        WriteValue(writer, DrawnAmps * Volts * Math.Min(Phases, StationPhases), "F0", "Power.Active.Import"u8, null, "W"u8);
        WriteValue(writer, WattHours, "F0", "Energy.Active.Import.Register"u8, null, "Wh"u8);
        WriteValue(writer, OfferedAmps, "F1", "Current.Offered"u8, null, "A"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, double value, string format, ReadOnlySpan<byte> measurand, JsonEncodedText? phase, ReadOnlySpan<byte> unit)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, format, System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        writer.WriteString(Value, text[..length]);
        writer.WriteString(Measurand, measurand);
        if (phase is { } name)
        {
            writer.WriteString(Phase, name);
        }

        writer.WriteString(Unit, unit);
        writer.WriteEndObject();
    }
}
