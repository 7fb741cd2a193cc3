using System.Text;
using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Stations;

/// <summary>One station against the simulated back end, second by second.</summary>
internal sealed class StationRig : IDisposable
{
    public static readonly DateTimeOffset Epoch = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly List<StationOutput> _outputs = [];
    private int _second;

    public StationRig(StationQuirks? quirks = null, string version = "1.6")
    {
        Station = new SimulatedStation(new StationOptions { Id = "CS-1", MaxAmps = 32, Epoch = Epoch, Version = version, Quirks = quirks ?? new StationQuirks() }, new SeededRandom(1));
    }

    public SimulatedStation Station { get; }

    public SimulatedCsms Csms { get; } = new(Epoch) { RecordsFrames = true };

    public bool NetworkUp { get; set; } = true;

    public StationConnector Connector => Station.Connectors[0];

    public IEnumerable<string> Sent(string action) =>
        Csms.Frames.Where(frame => frame.FromStation).Select(frame => Encoding.UTF8.GetString(frame.Frame.Span)).Where(text => text.Contains($"\"{action}\"", StringComparison.Ordinal));

    public void PlugIn() => Step(StationInput.PlugIn(1, new SimulatedVehicle(
        new VehicleTraits { Phases = 3, MaxAmps = 20, RequestedWattHours = 50_000, UnderDrawAmps = 0 }, 230)));

    public void Run(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _second++;
            Step(StationInput.Tick);
        }
    }

    public void Step(in StationInput input)
    {
        Station.Step(input, Now, _outputs);
        Settle();
    }

    public void LoseNetwork()
    {
        NetworkUp = false;
        Step(StationInput.Closed);
    }

    /// <summary>Sends a CALL and returns the answer's status, its error code, or null for silence.</summary>
    public string? Call(string action, string payload)
    {
        var before = Csms.Frames.Count;
        Step(StationInput.Message(Csms.Call("CS-1", action, Encoding.UTF8.GetBytes(payload), Now)));
        foreach (var frame in Csms.Frames.Skip(before).Where(frame => frame.FromStation))
        {
            using var json = JsonDocument.Parse(frame.Frame);
            switch (json.RootElement[0].GetInt32())
            {
                case 3 when json.RootElement[2].TryGetProperty("status", out var status):
                    return status.GetString();
                case 4:
                    return json.RootElement[2].GetString();
                default:
                    break;
            }
        }

        return null;
    }

    public string? Profile(int id, string purpose, int level, double amps, string more = "", string schedule = "", int connector = 1) => Call(
        "SetChargingProfile",
        FormattableString.Invariant($"{{\"connectorId\":{connector},\"csChargingProfiles\":{{\"chargingProfileId\":{id},\"stackLevel\":{level},\"chargingProfilePurpose\":\"{purpose}\",\"chargingProfileKind\":\"Absolute\"{more},\"chargingSchedule\":{{\"startSchedule\":\"2026-03-02T00:00:00Z\"{schedule},\"chargingRateUnit\":\"A\",\"chargingSchedulePeriod\":[{{\"startPeriod\":0,\"limit\":{amps}}}]}}}}}}"));

    /// <summary>SetChargingProfile in the words of 2.x; <paramref name="profile"/> and <paramref name="schedule"/> are further fields with a comma before each.</summary>
    public string? Profile2x(
        int id, string purpose, int level, double amps, string profile = "", string schedule = "", int evse = 1, string start = "\"startSchedule\":\"2026-03-02T00:00:00Z\",", string unit = "A") => Call(
        "SetChargingProfile",
        FormattableString.Invariant($"{{\"evseId\":{evse},\"chargingProfile\":{{\"id\":{id},\"stackLevel\":{level},\"chargingProfilePurpose\":\"{purpose}\",\"chargingProfileKind\":\"Absolute\"{profile},\"chargingSchedule\":[{{\"id\":1,{start}\"chargingRateUnit\":\"{unit}\",\"chargingSchedulePeriod\":[{{\"startPeriod\":0,\"limit\":{amps}}}]}}{schedule}]}}}}"));

    /// <summary>Payloads of the CALLs with that action that reached the back end.</summary>
    public IReadOnlyList<JsonElement> Calls(string action) =>
        [.. Sent(action).Select(text => JsonDocument.Parse(text).RootElement).Where(frame => frame[0].GetInt32() == 2).Select(frame => frame[3])];

    public void Dispose()
    {
        Station.Dispose();
        Csms.Dispose();
    }

    public Instant Now => Instant.FromSeconds(_second);

    private void Settle()
    {
        for (var i = 0; i < _outputs.Count; i++)
        {
            var output = _outputs[i];
            if (output.Kind == StationOutputKind.Connect)
            {
                Station.Step(NetworkUp ? StationInput.Connected : StationInput.Closed, Now, _outputs);
            }
            else if (output.Kind == StationOutputKind.Send && NetworkUp && Csms.Receive("CS-1", output.Frame, Now) is { } answer)
            {
                Station.Step(StationInput.Message(answer), Now, _outputs);
            }
        }

        _outputs.Clear();
    }
}
