using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd;

/// <summary>
/// Stations and back end with nothing between them and no delay: the site without a controller, the negative control of every run.
/// </summary>
public sealed class DirectConnection(SimulatedSite site, SimulatedCsms csms)
{
    private readonly List<SiteOutput> _outputs = [];

    /// <summary>Amperes that every station is told for ever (TxDefaultProfile) after each connect; null to leave them at their hardware maximum.</summary>
    public double? FixedLimitAmps { get; init; }

    /// <summary>Sees each frame: from a station, or (last argument false) to it.</summary>
    public Action<int, ReadOnlyMemory<byte>, bool>? Observe { get; init; }

    /// <summary>Runs the site from second <paramref name="from"/> for so many seconds.</summary>
    public void Run(int from, int seconds)
    {
        for (var second = from; second < from + seconds; second++)
        {
            var now = Instant.FromSeconds(second);
            site.Advance(now, _outputs);
            for (var i = 0; i < _outputs.Count; i++)
            {
                Carry(_outputs[i], now);
            }

            _outputs.Clear();
        }
    }

    private void Carry(SiteOutput output, Instant now)
    {
        switch (output.Output.Kind)
        {
            case StationOutputKind.Connect:
                site.Deliver(output.Station, StationInput.Connected, now, _outputs);
                if (FixedLimitAmps is { } amps)
                {
                    ToStation(output.Station, csms.Call(Id(output.Station), "SetChargingProfile", Profile(amps, site.Stations[output.Station].Options.Version), now), now);
                }

                break;
            case StationOutputKind.Send:
                Observe?.Invoke(output.Station, output.Output.Frame, true);
                if (csms.Receive(Id(output.Station), output.Output.Frame, now) is { } answer)
                {
                    ToStation(output.Station, answer, now);
                }

                break;
            default:
                break;
        }
    }

    private static byte[] Profile(double amps, string version) => System.Text.Encoding.UTF8.GetBytes(version == OcppVersion.V16 ? Profile16(amps) : Profile2x(amps));

    private static string Profile2x(double amps) => FormattableString.Invariant(
        $$$$"""{"evseId":0,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"startSchedule":"2020-01-01T00:00:00Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{amps}}}}}]}]}}""");

    private static string Profile16(double amps) => FormattableString.Invariant($$$$"""{"connectorId":0,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"startSchedule":"2020-01-01T00:00:00Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{amps}}}}}]}}}""");

    private string Id(int station) => site.Stations[station].Options.Id;

    private void ToStation(int station, ReadOnlyMemory<byte> frame, Instant now)
    {
        Observe?.Invoke(station, frame, false);
        site.Deliver(station, StationInput.Message(frame), now, _outputs);
    }
}
