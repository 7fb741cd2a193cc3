using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>What a connector measured at one moment, as a meterValue: values as text (1.6) or as numbers (2.x).</summary>
internal readonly record struct MeterSample(DateTime At, double DrawnAmps, int Phases, int StationPhases, double OfferedAmps, double Volts, double WattHours)
{
    private const double BatteryVolts = 400;

    private static readonly JsonEncodedText[] PhaseNames = [JsonEncodedText.Encode("L1"), JsonEncodedText.Encode("L2"), JsonEncodedText.Encode("L3")];
    private static readonly JsonEncodedText[] VoltageNames = [JsonEncodedText.Encode("L1-N"), JsonEncodedText.Encode("L2-N"), JsonEncodedText.Encode("L3-N")];
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Measurand = JsonEncodedText.Encode("measurand");
    private static readonly JsonEncodedText Phase = JsonEncodedText.Encode("phase");
    private static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");
    private static readonly JsonEncodedText UnitOfMeasure = JsonEncodedText.Encode("unitOfMeasure");

    /// <summary>Set for direct current: watts at the vehicle for an ampere per phase of the grid.</summary>
    public double? DcWattsPerAmp { get; init; }

    /// <summary>Set where the station measures in both directions: what flows out of the vehicle on each of its phases.</summary>
    public double? GivenAmps { get; init; }

    /// <summary>What the vehicle's battery holds when it is full.</summary>
    public double CapacityWattHours { get; init; }

    /// <summary>State of charge of the vehicle's battery; null where nobody tells it.</summary>
    public double? SocPercent { get; init; }

    /// <summary>How the station meters.</summary>
    public required MeterHabits Habits { get; init; }

    /// <summary>What each phase shows beside what flows.</summary>
    public double Noise { get; init; }

    /// <summary>Its measurands do not name the current.</summary>
    public bool WithoutCurrent { get; init; }

    /// <summary>A meterValue of the energy register alone (2.x).</summary>
    public static void WriteEnergy(Utf8JsonWriter writer, DateTime at, double wattHours, ReadOnlySpan<byte> context)
    {
        writer.WriteStartObject();
        writer.WriteString("timestamp"u8, at);
        writer.WriteStartArray("sampledValue"u8);
        writer.WriteStartObject();
        writer.WriteNumber(Value, Math.Round(wattHours));
        writer.WriteString("context"u8, context);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public void Write(Utf8JsonWriter writer, bool asText)
    {
        writer.WriteStartObject();
        writer.WriteString("timestamp"u8, At);
        writer.WriteStartArray("sampledValue"u8);
        if (DcWattsPerAmp is { } factor)
        {
            WriteVehicle(writer, asText, 1, factor);
            WriteDirect(writer, asText, factor);
            return;
        }

        if (Habits.EnergyOnly)
        {
            WriteKilowattHours(writer, asText);
            writer.WriteEndArray();
            writer.WriteEndObject();
            return;
        }

        if (!WithoutCurrent)
        {
            WriteCurrents(writer, asText);
            for (var i = 0; i < StationPhases; i++)
            {
                WriteValue(writer, asText, Volts, 1, "Voltage"u8, VoltageNames[i], "V"u8);
            }

            WriteValue(writer, asText, Habits.PowerIsZero ? 0 : DrawnAmps * Volts * Math.Min(Phases, StationPhases) * Habits.Factor, 0, "Power.Active.Import"u8, null, "W"u8);
        }

        WriteVehicle(writer, asText, Math.Min(Phases, StationPhases), Volts);
        WriteValue(writer, asText, WattHours, 0, "Energy.Active.Import.Register"u8, null, "Wh"u8);
        WriteValue(writer, asText, OfferedAmps, 1, "Current.Offered"u8, null, "A"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What flows out of the vehicle, and how full and how large its battery is.</summary>
    private void WriteVehicle(Utf8JsonWriter writer, bool asText, int phases, double wattsPerAmp)
    {
        if (GivenAmps is { } given)
        {
            WriteValue(writer, asText, given * wattsPerAmp * phases, 0, "Power.Active.Export"u8, null, "W"u8);
        }

        if (SocPercent is { } soc)
        {
            WriteValue(writer, asText, soc, 1, "SoC"u8, null, "Percent"u8);
            WriteValue(writer, asText, CapacityWattHours, 0, "Display.BatteryEnergyCapacity"u8, null, "Wh"u8);
        }
    }

    private void WriteCurrents(Utf8JsonWriter writer, bool asText)
    {
        if (Habits.SumOfPhases)
        {
            WriteValue(writer, asText, DrawnAmps * Math.Min(Phases, StationPhases), 2, "Current.Import"u8, null, "A"u8);
            return;
        }

        for (var i = 0; i < StationPhases; i++)
        {
            var amps = i < Phases && DrawnAmps > 0 ? Math.Max(0, DrawnAmps + Noise) * Habits.Factor : 0;
            WriteValue(writer, asText, Habits.WholeAmps ? Math.Round(amps) : amps, Habits.WholeAmps ? 0 : 2, "Current.Import"u8, PhaseNames[i], "A"u8);
        }
    }

    /// <summary>As text with all digits of a double in 1.6.</summary>
    private void WriteKilowattHours(Utf8JsonWriter writer, bool asText)
    {
        var kilowattHours = (WattHours / 1000) + 0.00000000000000001;
        writer.WriteStartObject();
        if (asText)
        {
            writer.WriteString(Value, kilowattHours.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString(Unit, "kWh"u8);
        }
        else
        {
            writer.WriteNumber(Value, kilowattHours);
            writer.WriteStartObject(UnitOfMeasure);
            writer.WriteString(Unit, "kWh"u8);
            writer.WriteEndObject();
        }

        writer.WriteString(Measurand, "Energy.Active.Import.Register"u8);
        writer.WriteEndObject();
    }

    /// <summary>At the vehicle: power, and the battery's current and voltage, which are none of the grid's.</summary>
    private void WriteDirect(Utf8JsonWriter writer, bool asText, double factor)
    {
        WriteValue(writer, asText, DrawnAmps * factor, 0, "Power.Active.Import"u8, null, "W"u8);
        WriteValue(writer, asText, DrawnAmps * factor / BatteryVolts, 2, "Current.Import"u8, null, "A"u8);
        WriteValue(writer, asText, BatteryVolts, 1, "Voltage"u8, null, "V"u8);
        WriteValue(writer, asText, WattHours, 0, "Energy.Active.Import.Register"u8, null, "Wh"u8);
        WriteValue(writer, asText, OfferedAmps * factor, 0, "Power.Offered"u8, null, "W"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(
        Utf8JsonWriter writer, bool asText, double value, int decimals, ReadOnlySpan<byte> measurand, JsonEncodedText? phase, ReadOnlySpan<byte> unit)
    {
        Span<byte> text = stackalloc byte[32];
        var length = FixedText.Write(text, value, decimals);
        writer.WriteStartObject();
        if (asText)
        {
            writer.WriteString(Value, text[..length]);
        }
        else
        {
            writer.WritePropertyName(Value);
            writer.WriteRawValue(text[..length], skipInputValidation: true);
        }

        writer.WriteString(Measurand, measurand);
        if (phase is { } name)
        {
            writer.WriteString(Phase, name);
        }

        if (asText)
        {
            writer.WriteString(Unit, unit);
        }
        else
        {
            writer.WriteStartObject(UnitOfMeasure);
            writer.WriteString(Unit, unit);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
