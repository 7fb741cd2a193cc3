using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Quirks;

/// <summary>
/// Who one station is and what that means for its profiles: the quirk file of its model, what its model has shown, and where to write down
/// what it shows now.
/// </summary>
internal sealed class StationHabits(Station station, LinkStep step, StationLinkOptions options, ChargingProfileWriter writer)
{
    private static readonly ProfilePlan[] Usual = [ProfilePlan.TxDefaultAndTx, ProfilePlan.TxDefaultStacked, ProfilePlan.StationMax];

    private StationModel? _model;
    private string _version = "";

    /// <summary>The quirk file of its model; null where there is none.</summary>
    public StationQuirks? Known { get; private set; }

    /// <summary>A decrease under this plan was seen in the measured current, by this station or by another of its model.</summary>
    public ProfilePlan? Proven { get; private set; }

    /// <summary>How long it may take to follow beside the usual.</summary>
    public TimeSpan Patience => Known?.RandomDelay ?? TimeSpan.Zero;

    /// <summary>A socket is open: what the station was when it booted last is assumed until it boots again.</summary>
    public void Opened()
    {
        if (_model is null && options.Learned.ModelOf(station.Id) is { } before)
        {
            Become(before);
        }
        else if (_model is { } same && _version != writer.Version)
        {
            Become(same);
        }
    }

    /// <summary>The station has booted and said what it is.</summary>
    public void Booted(string? vendor, string? model, string? firmware)
    {
        var now = new StationModel(vendor ?? "", model ?? "", firmware ?? "");
        if (now != _model || _version != writer.Version)
        {
            options.Learned.Met(station.Id, now);
            Become(now);
        }
    }

    /// <summary>The plans worth trying in this order: what the model has shown, what its file says, then the usual ones.</summary>
    public IReadOnlyList<ProfilePlan> Plans()
    {
        var learned = Learned?.Plan is { } shown ? [shown] : Array.Empty<ProfilePlan>();
        return [.. learned.Concat(Known?.Plans ?? []).Concat(Usual).Distinct().Where(plan => plan switch
        {
            ProfilePlan.StationMax => writer.FitsStationMax,

            // With several EVSEs the lease would lie on a connector and the fallback on 0: some then forget the fallback when the lease has ended.
            ProfilePlan.TxDefaultStacked => station.Evses.Length == 1 && writer.Abilities.StackLevels > 0,
            _ => true,
        })];
    }

    /// <summary>Writes down how the station is to be spoken to; <paramref name="proven"/> where its current has shown that it obeys.</summary>
    public void Keep(ProfilePlan plan, bool proven)
    {
        Proven = proven ? plan : Proven;
        if (_model is null || (Learned is null && plan == ProfilePlan.TxDefaultAndTx && !proven && IsUsual))
        {
            return;
        }

        var now = writer.Abilities;
        var learned = new LearnedQuirks(plan, Proven == plan)
        {
            InWatts = now.Unit == "W" || now.RefusedAmperes,
            WholeAmps = now.WholeAmps,
            StackZeroOnly = now.HighestStack == 0,
            Relative = now.Relative is not null,
            RefusesZero = now.RefusesZero,
            ClearFirst = now.ClearFirst,
            ClearAfterZero = now.ClearAfterZero,
            FallbackRelative = now.FallbackRelative,
        };
        if (learned != Learned)
        {
            options.Learned.Keep(_model, learned);
            step.Notice(NoticeCode.AbilitiesLearned, $"{station.Id}: {_model} is spoken to by plan {plan}{(learned.Proven ? ", seen to be obeyed" : "")}");
        }
    }

    private LearnedQuirks? Learned => _model is null ? null : options.Learned.Find(_model);

    private bool IsUsual => writer.Abilities is { Unit: null, RefusedAmperes: false, WholeAmps: false, HighestStack: null, Relative: null, RefusesZero: false, ClearFirst: false, ClearAfterZero: false, FallbackRelative: null };

    private void Become(StationModel model)
    {
        (_model, _version) = (model, writer.Version);
        Known = options.Stations.Find(model);
        var abilities = Known is null ? new StationAbilities() : new StationAbilities().With(Known);
        Proven = Learned is { Proven: true } shown ? shown.Plan : null;
        writer.Abilities = Learned is { } learned ? abilities.With(learned) : abilities;
        step.Notice(NoticeCode.QuirksKnown, Known is null
            ? $"{station.Id} is {model}: no quirk file is about it"
            : $"{station.Id} is {model}: what {Known.Id} says of it is used{(Known.Advice is { } advice ? "; " + advice : "")}");
    }
}
