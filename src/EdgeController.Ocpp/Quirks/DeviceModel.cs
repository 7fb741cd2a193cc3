using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// Asks a 2.x station what its smart charging can do, one variable a call, and reads every report that it sends. A station that cannot be
/// asked for variables is asked for a report; one that answers neither keeps the assumptions.
/// </summary>
internal sealed class DeviceModel(Station station, LinkStep step, StationLinkOptions options, ChargingProfileWriter writer) : IStationQuestions
{
    private const string SmartCharging = "SmartChargingCtrlr";

    // A report with a number from here on was asked for by a controller, not by the CSMS.
    private const int FirstReport = 905_000_000;
    private const int LastReport = 905_999_999;
    private const int MostChanges = 2;
    private const int MostForeign = 100;

    private static readonly VariableToGet[] Switches = [Actual("Enabled"), Actual("Available")];

    private static readonly VariableToGet[] Abilities =
    [
        Actual("RateUnit"), Actual("ProfileStackLevel"), Actual("PeriodsPerSchedule"),
        new(new Component(SmartCharging), new Variable("Entries", "ChargingProfiles"), "MaxSet"),
    ];

    private readonly Queue<VariableToGet> _questions = new();
    private readonly HashSet<int> _askedByCsms = [];
    private bool _wantsReport;
    private bool _reportAsked;
    private bool _inFlight;
    private int _askedRun = -1;
    private int _changes;
    private int _lastReport = FirstReport;
    private Core.Units.Instant _askedAt;

    public bool HasCall => !_inFlight && (_questions.Count > 0 || _wantsReport);

    /// <summary>The station answers questions for its variables, and all have been asked.</summary>
    public bool IsThrough { get; private set; }

    /// <summary>The fallback's installation has come to an end for that time: now there is time to ask.</summary>
    public void Begin(int run)
    {
        var again = writer.Abilities.SwitchedOff && step.Now - _askedAt >= options.RefusedRetry;
        if (writer.Version == OcppVersion.V16 || (run == _askedRun && !again))
        {
            return;
        }

        var all = run != _askedRun;
        _askedRun = run;
        _askedAt = step.Now;
        _questions.Clear();
        foreach (var question in all ? [.. Switches, .. Abilities] : Switches)
        {
            _questions.Enqueue(question);
        }

        if (all && station.SwitchesPhases)
        {
            _questions.Enqueue(Actual("ACPhaseSwitchingSupported"));
        }

        if (all && writer.Version == OcppVersion.V21)
        {
            _questions.Enqueue(Actual("MaxExternalConstraintsId"));
        }
    }

    /// <summary>The socket is gone or the station has booted: what was asked is asked again after the next fallback.</summary>
    public void Reset()
    {
        _questions.Clear();
        _wantsReport = _reportAsked = _inFlight = IsThrough = false;
        _changes = 0;
    }

    public byte[] Take(string id)
    {
        _inFlight = true;
        if (_questions.TryDequeue(out var question))
        {
            return OcppFrameWriter.Call(id, "GetVariables", new GetVariablesRequest([question]), V201Json.Default.GetVariablesRequest);
        }

        _wantsReport = false;
        _reportAsked = true;
        _lastReport = _lastReport < LastReport ? _lastReport + 1 : FirstReport;
        return OcppFrameWriter.Call(
            id, "GetBaseReport", new GetBaseReportRequest(_lastReport, GetBaseReportRequest.FullInventory), V201Json.Default.GetBaseReportRequest);
    }

    /// <summary>The answer to the question, null for silence; true where profiles have to be worded differently.</summary>
    public bool Answered(OcppFrame? answer)
    {
        _inFlight = false;
        if (answer is not { Type: MessageType.CallResult })
        {
            // Asking on would only keep the slot busy; a report is another way, but not for a station that says nothing at all.
            _questions.Clear();
            _wantsReport = answer is not null && !_reportAsked;
            return false;
        }

        IsThrough = _questions.Count == 0 && !_reportAsked;
        var before = writer.Abilities.Wording;
        foreach (var read in PayloadReader.Read(answer.Payload, V201Json.Default.GetVariablesResponse)?.GetVariableResult ?? [])
        {
            if (read is { AttributeStatus: VariableRead.Accepted, AttributeValue: { } value })
            {
                Learn(read.Component, read.Variable, value, read.AttributeType == "MaxSet");
            }
        }

        return Judge(before);
    }

    /// <summary>Reads a report of the station; <paramref name="changed"/> as in <see cref="Answered"/>. True for one that no CSMS has asked for.</summary>
    public bool Consumes(OcppFrame call, out bool changed)
    {
        changed = false;
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action != "NotifyReport" || PayloadReader.Read(payload, V201Json.Default.NotifyReportRequest) is not { } report)
        {
            return false;
        }

        var before = writer.Abilities.Wording;
        foreach (var reported in report.ReportData ?? [])
        {
            var actual = reported?.VariableAttribute?.FirstOrDefault(attribute => attribute is { Type: null or "Actual" })?.Value;
            if (actual is not null)
            {
                Learn(reported!.Component, reported.Variable, actual, isLimit: false);
            }

            if (reported?.VariableCharacteristics?.MaxLimit is { } most)
            {
                Learn(reported.Component, reported.Variable, most.ToString(CultureInfo.InvariantCulture), isLimit: true);
            }
        }

        changed = Judge(before);
        return report.RequestId is >= FirstReport and <= LastReport and var number && !_askedByCsms.Contains(number);
    }

    /// <summary>A CALL of the CSMS: a report that it asks for with a number of ours is still its report.</summary>
    public void CsmsAsks(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action is "GetBaseReport" or "GetReport" && JsonProbe.Number(payload, "requestId") is >= FirstReport and <= LastReport and var number
            && _askedByCsms.Count < MostForeign)
        {
            _askedByCsms.Add(number);
        }
    }

    private static VariableToGet Actual(string variable) => new(new Component(SmartCharging), new Variable(variable));

    private bool Judge((bool InWatts, bool RefusedPhases, bool Stacks, int FirstId, bool SwitchedOff) before)
    {
        // A station that says one thing and then another does not get its profiles written over and over; being switched on always counts.
        var now = writer.Abilities.Wording;
        var switched = before.SwitchedOff != now.SwitchedOff;
        if (before == now || (_changes == MostChanges && !switched))
        {
            return false;
        }

        _changes += switched ? 0 : 1;
        step.Notice(NoticeCode.AbilitiesLearned, $"{station.Id} takes profiles differently than assumed: its fallback is installed again");
        return true;
    }

    private void Learn(Component? component, Variable? variable, string value, bool isLimit)
    {
        if (component is not { Name: SmartCharging, Evse: null } || variable is null)
        {
            return;
        }

        var known = writer.Abilities;
        var whole = int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : (int?)null;
        writer.Abilities = (variable.Name, variable.Instance, isLimit) switch
        {
            ("Entries", "ChargingProfiles", true) => known with { MaxProfiles = whole ?? known.MaxProfiles },
            (_, _, true) => known,
            ("Enabled", null, _) => known with { Enabled = bool.TryParse(value, out var enabled) ? enabled : known.Enabled },
            ("ACPhaseSwitchingSupported", null, _) => known with { SwitchesPhases = bool.TryParse(value, out var switches) && switches },
            ("Available", null, _) => known with { Available = bool.TryParse(value, out var available) ? available : known.Available },
            ("RateUnit", _, _) => known with { SaysWattsOnly = Units(value) is var units && units.Contains("W") && !units.Contains("A") },
            ("ProfileStackLevel", _, _) => known with { MaxStackLevel = whole ?? known.MaxStackLevel },
            ("PeriodsPerSchedule", _, _) => known with { PeriodsPerSchedule = whole ?? known.PeriodsPerSchedule },
            ("MaxExternalConstraintsId", _, _) => known with { MaxExternalConstraintsId = whole ?? known.MaxExternalConstraintsId },
            _ => known,
        };
    }

    private static string[] Units(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
