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
    private const int MostEvses = 10_000;

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
    public bool FitsStationMax => station.Evses.Length == 1 && Abilities.StackLevels > 0;

    /// <summary>Leases are Dynamic profiles, changed without a write into the station's memory (2.1).</summary>
    public bool UsesDynamic => Version == OcppVersion.V21 && station.Storage == StorageClass.Dynamic && !Abilities.RefusedDynamic;

    /// <summary>What the station may draw per phase once no lease holds.</summary>
    public Amperes FallbackLimit => station.Fallback;

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

    public byte[] Fallback(string messageId, ProfilePlan plan, DateTimeOffset? stationNow)
    {
        var limit = Abilities.Fit(station.Fallback);
        return Version == OcppVersion.V16
            ? Set(messageId, V16Profiles.Fallback(plan, Rate(limit, null), stationNow, Abilities.FallbackRelative))
            : Set(messageId, V2xProfiles.Fallback(plan, limit, Terms, stationNow));
    }

    /// <param name="messageId">Id of the CALL.</param>
    /// <param name="plan">Where leases live.</param>
    /// <param name="setpoint">What it says.</param>
    /// <param name="stationNow">The station's own time.</param>
    /// <param name="transaction">The transaction that runs.</param>
    /// <param name="phasesUsed">On how many phases its vehicle charges, where that is known.</param>
    /// <param name="chargingFor">For how long charging has gone on, at least.</param>
    public byte[] Lease(
        string messageId, ProfilePlan plan, Setpoint setpoint, DateTimeOffset stationNow, string? transaction, int? phasesUsed, TimeSpan chargingFor = default)
    {
        var limit = Abilities.Fit(setpoint.Limit);
        var words = new LeaseWording
        {
            Stack = Math.Min(1, Abilities.StackLevels),
            StartBefore = Abilities.StartBefore,
            Relative = Abilities.Relative,
            ChargingFor = chargingFor,
            SingleEvse = station.Evses.Length == 1,
            Dynamic = UsesDynamic,
            GivesBack = GivesBack(setpoint),
        };
        return Version == OcppVersion.V16
            ? Set(messageId, V16Profiles.Lease(
                plan, setpoint.Evse.Number, Rate(limit, setpoint.Phases), setpoint.Lease, stationNow, int.TryParse(transaction, out var id) ? id : null, words))
            : Set(messageId, V2xProfiles.Lease(plan, setpoint.Evse.Number, limit, setpoint.Lease, TermsFor(setpoint), stationNow, transaction, phasesUsed, words));
    }

    /// <summary>Another limit, or the same one for longer, in a Dynamic lease that the station holds.</summary>
    public byte[] Update(string messageId, Setpoint setpoint, int? phasesUsed) => OcppFrameWriter.Call(
        messageId,
        "UpdateDynamicSchedule",
        V2xProfiles.Update(setpoint.Evse.Number, Abilities.Fit(setpoint.Limit), GivesBack(setpoint), TermsFor(setpoint), phasesUsed),
        V201Json.Default.UpdateDynamicScheduleRequest);

    /// <summary>The answer to a station that asks for a Dynamic lease; null where there is nothing to say.</summary>
    public byte[] Pulled(string messageId, Setpoint? setpoint, int? phasesUsed) => OcppFrameWriter.CallResult(
        messageId,
        setpoint is null
            ? new PullDynamicScheduleUpdateResponse(Messages.V16.SetChargingProfileResponse.Rejected)
            : new PullDynamicScheduleUpdateResponse(
                Messages.V16.SetChargingProfileResponse.Accepted,
                V2xProfiles.Update(setpoint.Evse.Number, Abilities.Fit(setpoint.Limit), GivesBack(setpoint), TermsFor(setpoint), phasesUsed).ScheduleUpdate),
        V201Json.Default.PullDynamicScheduleUpdateResponse);

    /// <summary>The EVSE whose lease has that id; 0 for the fallback.</summary>
    public int EvseOf(int profile) => profile - V2xProfiles.FallbackId(Abilities);

    /// <summary>Whether vehicles there can be told to give back: by the setpoint of a Dynamic lease, which a station-wide maximum cannot have (2.1 Q01).</summary>
    public bool CanGive(ProfilePlan? plan) => station.V2x is not null && UsesDynamic && plan is ProfilePlan.TxDefaultAndTx or ProfilePlan.TxDefaultStacked;

    /// <summary>The order as nominal amperes per phase, rounded down like every limit; null where the vehicle only charges.</summary>
    private Amperes? GivesBack(Setpoint setpoint) => setpoint.Order is { GivesBack: true, Power: { } power }
        ? new Amperes(-power.Value / (nominal.Value * (station.Dc is null ? station.Rotation.Terminals.Length : 3)))
        : null;

    /// <summary>Whether that profile is one of ours: a fallback or a lease.</summary>
    public bool IsOurs(int profile) => profile >= V2xProfiles.FallbackId(Abilities) && profile <= V2xProfiles.FallbackId(Abilities) + MostEvses;

    private ProfileRate Rate(Amperes limit, int? phases)
    {
        if (station.Dc is { } dc)
        {
            return ProfileRate.Output(dc, limit, nominal);
        }

        var wired = phases ?? station.Rotation.Terminals.Length;
        int? told = Abilities.RefusedPhases ? null : wired;
        return Abilities.InWatts ? ProfileRate.InWatts(limit, wired, nominal, told) : ProfileRate.Amps(limit, told);
    }

    /// <summary>Removes the fallback, where a station replaces nothing.</summary>
    public byte[] ClearFallback(string messageId) => Version == OcppVersion.V16
        ? OcppFrameWriter.Call(
            messageId, "ClearChargingProfile", new Messages.V16.ClearChargingProfileRequest(LeaseTimes.FirstId), V16Json.Default.ClearChargingProfileRequest)
        : Clear(messageId, new Messages.V201.ClearChargingProfileRequest(V2xProfiles.FallbackId(Abilities)));

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
