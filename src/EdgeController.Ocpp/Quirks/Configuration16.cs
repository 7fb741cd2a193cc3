using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// Asks a 1.6 station for its configuration (section 9): all that matters in one call, and one key a call where that is too much for it.
/// What it says is a hint: several say a stack level that they do not take.
/// </summary>
internal sealed class Configuration16(Station station, LinkStep step, ChargingProfileWriter writer, Metering16 metering) : IStationQuestions
{
    private static readonly string[] Keys =
    [
        "SupportedFeatureProfiles", "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled",
        "ConnectorSwitch3to1PhaseSupported", Metering16.Interval, Metering16.Values, "ClockAlignedDataInterval", "StopTransactionOnInvalidId",
    ];

    private readonly Queue<string[]> _questions = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private bool _asked;
    private bool _oneByOne;
    private bool _inFlight;

    public bool HasCall => !_inFlight && _questions.Count > 0;

    /// <summary>The station itself says that it does not charge smartly; it is tried all the same.</summary>
    public bool SaysNoSmartCharging => _values.GetValueOrDefault("SupportedFeatureProfiles") is { Length: > 0 } profiles && !profiles.Contains("SmartCharging", StringComparison.OrdinalIgnoreCase);

    public void Begin(int run)
    {
        if (!_asked && writer.Version == OcppVersion.V16)
        {
            _asked = true;
            _questions.Enqueue(Keys);
        }
    }

    public void Reset()
    {
        _questions.Clear();
        _asked = _inFlight = _oneByOne = false;
        metering.Reset();
    }

    public byte[] Take(string id)
    {
        _inFlight = true;
        return OcppFrameWriter.Call(id, "GetConfiguration", new GetConfigurationRequest(_questions.Dequeue()), V16Json.Default.GetConfigurationRequest);
    }

    public bool Answered(OcppFrame? answer)
    {
        _inFlight = false;
        if (answer is not { Type: MessageType.CallResult })
        {
            // Too many keys for it, or nothing that it answers at all: silence is not asked again.
            if (answer is not null && !_oneByOne)
            {
                _oneByOne = true;
                Array.ForEach(Keys, key => _questions.Enqueue([key]));
            }

            return false;
        }

        var before = writer.Abilities.Wording;
        foreach (var key in PayloadReader.Read(answer.Payload, V16Json.Default.GetConfigurationResponse)?.ConfigurationKey ?? [])
        {
            if (key is { Key: { } name, Value: { } value })
            {
                _values[name] = value;
                Learn(name, value.Trim());
            }
        }

        if (_questions.Count == 0)
        {
            metering.Learned(_values.GetValueOrDefault(Metering16.Interval), _values.GetValueOrDefault(Metering16.Values));
        }

        var changed = before != writer.Abilities.Wording;
        if (changed)
        {
            step.Notice(NoticeCode.AbilitiesLearned, $"{station.Id} takes profiles differently than assumed: its fallback is installed again");
        }

        return changed;
    }

    private void Learn(string key, string value)
    {
        var known = writer.Abilities;
        var whole = int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : (int?)null;
        writer.Abilities = key switch
        {
            "ChargeProfileMaxStackLevel" => known with { MaxStackLevel = whole ?? known.MaxStackLevel },
            "ChargingScheduleAllowedChargingRateUnit" => known with { SaysWattsOnly = station.Dc is null && Takes(value, "Power", "W") && !Takes(value, "Current", "A") },
            "ChargingScheduleMaxPeriods" => known with { PeriodsPerSchedule = whole ?? known.PeriodsPerSchedule },
            "MaxChargingProfilesInstalled" => known with { MaxProfiles = whole ?? known.MaxProfiles },
            "ConnectorSwitch3to1PhaseSupported" => known with { SwitchesPhases = bool.TryParse(value, out var switches) && switches },
            _ => known,
        };
    }

    private static bool Takes(string list, string word, string letter) => list.Split(',', StringSplitOptions.TrimEntries).Any(unit =>
        unit.Equals(word, StringComparison.OrdinalIgnoreCase) || unit.Equals(letter, StringComparison.OrdinalIgnoreCase));
}
