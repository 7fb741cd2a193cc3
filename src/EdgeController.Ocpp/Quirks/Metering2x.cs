using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// Has a 2.x station send its current as often as balancing needs, where it does not (SampledDataCtrlr). Nothing is kept from the CSMS: events
/// carry sequence numbers.
/// </summary>
internal sealed class Metering2x(Station station, LinkStep step, StationLinkOptions options, DeviceModel deviceModel, StationHabits habits) : IStationQuestions
{
    private const string Controller = "SampledDataCtrlr";
    private const string Interval = "TxUpdatedInterval";
    private const string Measurands = "TxUpdatedMeasurands";
    private const string Needed = "Current.Import";

    private readonly Queue<(string Name, string? Value)> _calls = new();
    private (string Name, string? Value)? _inFlight;
    private bool _asked;

    public bool HasCall => _inFlight is null && _calls.Count > 0;

    public void Begin(int run)
    {
        if (_asked || !deviceModel.IsThrough || !options.ConfiguresMetering || habits.Known is { LeaveMetering: true })
        {
            return;
        }

        _asked = true;
        _calls.Enqueue((Interval, null));
        _calls.Enqueue((Measurands, null));
    }

    public void Reset()
    {
        _calls.Clear();
        _inFlight = null;
        _asked = false;
    }

    public byte[] Take(string id)
    {
        var (name, value) = (_inFlight = _calls.Dequeue()).Value;
        var (component, variable) = (new Component(Controller), new Variable(name));
        return value is null
            ? OcppFrameWriter.Call(id, "GetVariables", new GetVariablesRequest([new(component, variable)]), V201Json.Default.GetVariablesRequest)
            : OcppFrameWriter.Call(id, "SetVariables", new SetVariablesRequest([new(component, variable, value)]), V201Json.Default.SetVariablesRequest);
    }

    public bool Answered(OcppFrame? answer)
    {
        if (_inFlight is not { } call)
        {
            return false;
        }

        _inFlight = null;
        if (call.Value is { } told)
        {
            var taken = answer is { Type: MessageType.CallResult }
                && PayloadReader.Read(answer.Payload, V201Json.Default.SetVariablesResponse)?.SetVariableResult is [{ AttributeStatus: "Accepted" or "RebootRequired" }, ..];
            step.Notice(NoticeCode.Metering, $"{station.Id} {(taken ? "meters now by" : "does not take")} {call.Name} = {told}");
        }
        else if (answer is { Type: MessageType.CallResult }
            && PayloadReader.Read(answer.Payload, V201Json.Default.GetVariablesResponse)?.GetVariableResult is [{ AttributeStatus: VariableRead.Accepted, AttributeValue: { } value }, ..])
        {
            Learn(call.Name, value);
        }

        return false;
    }

    private void Learn(string name, string value)
    {
        var wanted = (int)options.MeterInterval.TotalSeconds;
        if (name == Interval && int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && (seconds <= 0 || seconds > wanted))
        {
            _calls.Enqueue((Interval, wanted.ToString(CultureInfo.InvariantCulture)));
        }

        if (name == Measurands && !value.Split(',', StringSplitOptions.TrimEntries).Contains(Needed, StringComparer.OrdinalIgnoreCase)
            && habits.Known?.UnwantedMeasurands.Contains(Needed) != true)
        {
            _calls.Enqueue((Measurands, value.Length == 0 ? Needed : $"{value},{Needed}"));
        }
    }
}
