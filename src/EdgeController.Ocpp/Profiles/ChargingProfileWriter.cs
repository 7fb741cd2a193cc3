using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Profiles;

/// <summary>
/// Words fallbacks and leases for one station as CALLs of the OCPP version that it speaks and by what it can hold. A lease ends by itself
/// (duration); a fallback never does.
/// </summary>
public sealed class ChargingProfileWriter(Station station, Volts nominal)
{
    /// <summary>The agreed version; another one than before forgets what the station could do.</summary>
    public string Version
    {
        get;
        set
        {
            Abilities = field == value ? Abilities : new StationAbilities();
            field = value;
        }
    } = OcppVersion.V16;

    public StationAbilities Abilities { get; set; } = new();

    /// <summary>Whether fallback and lease can both lie in the station-wide maximum: one EVSE (several would share it in a way that nobody can check) and two stack levels.</summary>
    public bool FitsStationMax => station.Evses.Length == 1 && Abilities.MaxStackLevel > 0;

    private ProfileTerms Terms => new(station.Rotation.Terminals.Length, nominal, Abilities) { Dc = station.Dc };

    /// <summary>A station that can be told which phase to use is told its first; one that cannot takes that by itself.</summary>
    private ProfileTerms TermsFor(Setpoint setpoint) => setpoint.Phases is { } phases
        ? Terms with { Phases = phases, PhaseToUse = phases == 1 && Abilities.SwitchesPhases ? 1 : null }
        : Terms;

    /// <summary>Takes in why a profile was refused; true where it will be worded differently from now on.</summary>
    public bool Learn(string? reasonCode)
    {
        var before = Abilities.Wording;
        Abilities = reasonCode switch
        {
            StatusInfo.UnsupportedRateUnit => Abilities with { RefusedAmperes = true },
            StatusInfo.NoPhaseForDc => Abilities with { RefusedPhases = true },
            _ => Abilities,
        };
        return before != Abilities.Wording;
    }

    public byte[] Fallback(string messageId, ProfilePlan plan, DateTimeOffset? stationNow) => Version == OcppVersion.V16
        ? Set(messageId, V16Profiles.Fallback(plan, Rate(station.Fallback, null), stationNow))
        : Set(messageId, V2xProfiles.Fallback(plan, station.Fallback, Terms, stationNow));

    public byte[] Lease(string messageId, ProfilePlan plan, Setpoint setpoint, DateTimeOffset stationNow, string? transaction, int? phasesUsed) =>
        Version == OcppVersion.V16
            ? Set(messageId, V16Profiles.Lease(
                plan,
                setpoint.Evse.Number,
                Rate(setpoint.Limit, setpoint.Phases),
                setpoint.Lease,
                stationNow,
                int.TryParse(transaction, out var id) ? id : null))
            : Set(messageId, V2xProfiles.Lease(plan, setpoint.Evse.Number, setpoint.Limit, setpoint.Lease, TermsFor(setpoint), stationNow, transaction, phasesUsed));

    private ProfileRate Rate(Amperes limit, int? phases) =>
        station.Dc is { } dc ? ProfileRate.Output(dc, limit, nominal) : ProfileRate.Amps(limit, phases ?? station.Rotation.Terminals.Length);

    /// <summary>Removes the lease of that EVSE.</summary>
    public byte[] ClearLease(string messageId, int evse) => Version == OcppVersion.V16
        ? OcppFrameWriter.Call(
            messageId,
            "ClearChargingProfile",
            new Messages.V16.ClearChargingProfileRequest(LeaseTimes.FirstId + evse),
            V16Json.Default.ClearChargingProfileRequest)
        : Clear(messageId, new Messages.V201.ClearChargingProfileRequest(V2xProfiles.LeaseId(Abilities, evse)));

    /// <summary>Makes room for the fallback where another profile has its place (2.x; a 1.6 station replaces it by itself).</summary>
    public static byte[] ClearPlace(string messageId, ProfilePlan plan) => Clear(messageId, V2xProfiles.ClearPlace(plan));

    private static byte[] Set(string messageId, Messages.V16.SetChargingProfileRequest request) =>
        OcppFrameWriter.Call(messageId, "SetChargingProfile", request, V16Json.Default.SetChargingProfileRequest);

    private static byte[] Set(string messageId, Messages.V201.SetChargingProfileRequest request) =>
        OcppFrameWriter.Call(messageId, "SetChargingProfile", request, V201Json.Default.SetChargingProfileRequest);

    private static byte[] Clear(string messageId, Messages.V201.ClearChargingProfileRequest request) =>
        OcppFrameWriter.Call(messageId, "ClearChargingProfile", request, V201Json.Default.ClearChargingProfileRequest);
}
