using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>
/// Answers GetCompositeSchedule for all stations of a back end: the lower of its profiles and of what the site leaves them, which is taken to stay as it is now.
/// </summary>
internal sealed class GroupComposite(string backEnd, Site site, ProfileScope scope, LinkStep step)
{
    private const int MostPeriods = 1024;

    private readonly Station[] _stations = [.. site.Stations.Where(station => station.Csms == backEnd)];
    private SiteSnapshot? _seen;

    public void See(SiteSnapshot snapshot) => _seen = snapshot;

    public ProfileReply Answer(ProfileFields fields)
    {
        var number = fields.Whole(scope.Is16 ? "connectorId" : "evseId", required: true, least: 0);
        var seconds = fields.Whole("duration", required: true, least: 0);
        var inWatts = fields.Word("chargingRateUnit", false, ("A", false), ("W", true)) ?? false;
        if (fields.Fault is { } fault)
        {
            return ProfileReply.Refused(scope.Version, fault);
        }

        return number != 0
            ? ProfileReply.Refused(scope.Version, ProfileFault.Refused("UnknownEVSE", "the controller has no EVSEs: ask for 0, which is all stations together"))
            : Write(seconds!.Value, inWatts, Periods(TimeSpan.FromSeconds(seconds.Value), inWatts));
    }

    private List<(int Start, double Limit)> Periods(TimeSpan duration, bool inWatts)
    {
        var start = step.Wall;
        var most = inWatts ? Math.Min(MostWatts(), MostAmps() * scope.Volts * scope.Wired) : Math.Min(MostAmps(), MostWatts() / (scope.Volts * scope.Wired));
        var periods = new List<(int Start, double Limit)>();
        for (var at = start; periods.Count < MostPeriods;)
        {
            var until = DateTimeOffset.MaxValue;
            var limit = CsmsComposite.Total(scope.Profiles.All, scope.Moment(0, at), ref until) is not { } leading ? most
                : Math.Min(most, inWatts ? leading.Watts(scope.Wired, scope.Volts) : leading.Amps(scope.Wired, scope.Volts));
            limit = inWatts ? Math.Floor(limit + 1e-6) : Math.Floor((limit * 10) + 1e-6) / 10;
            if (periods.Count == 0 || periods[^1].Limit != limit)
            {
                periods.Add(((int)Math.Ceiling((at - start).TotalSeconds), limit));
            }

            if (until == DateTimeOffset.MaxValue || until - start >= duration)
            {
                break;
            }

            at = until;
        }

        return periods;
    }

    private IEnumerable<Circuit> Roots => _stations.Select(station => site.Circuits[station.Circuit].PathToRoot[^1]).Distinct().Select(root => site.Circuits[root]);

    /// <summary>Amperes on the phase that can carry most: hardware of the stations, and what the circuits that feed them may carry now.</summary>
    private double MostAmps() => PerPhase.Each.Max(phase => Math.Min(
        _stations.Where(station => station.Rotation.Wired.Has(phase)).Sum(station => station.Max.Value * station.Evses.Length),
        Roots.Sum(root => Standing(root).Select(limit => limit.Amps?[phase]).OfType<Amperes>().Append(root.LimitAmps[phase]).Min(amps => site.Margin.Usable(amps).Value))));

    private double MostWatts()
    {
        var roots = Roots.Sum(root => Standing(root)
            .Select(limit => limit.Power is { } power ? limit.Source.Kind == LimitKind.Demand ? power.Value : site.Margin.Usable(power).Value : double.PositiveInfinity)
            .Append(root.LimitPower is { } contract ? site.Margin.Usable(contract).Value : double.PositiveInfinity).Min());
        var hardware = _stations.Sum(station => station.Max.Value * station.Evses.Length * station.Rotation.Terminals.Length) * scope.Volts;
        var dims = site.Dimming is { } rule && (rule.Circuit is not { } circuit || _stations.All(station => site.Circuits[station.Circuit].PathToRoot.Contains(circuit)));
        var dimmed = dims && _seen is { } seen && seen.Dimming.Limit(site.Dimming!, seen.At) is { } left ? left.Value : double.PositiveInfinity;
        return Math.Min(Math.Min(roots, hardware), dimmed);
    }

    private IEnumerable<StandingLimit> Standing(Circuit circuit) => _seen is { } seen ? seen.Limits.All.Where(limit => limit.Circuit == circuit.Index && limit.Holds(seen.At)) : [];

    private ProfileReply Write(int seconds, bool inWatts, List<(int Start, double Limit)> periods) => ProfileReply.Of(writer =>
    {
        var start = Registration.Stamp(step.Wall);
        writer.WriteString("status"u8, "Accepted"u8);
        if (scope.Is16)
        {
            writer.WriteNumber("connectorId"u8, 0);
            writer.WriteString("scheduleStart"u8, start);
            writer.WriteStartObject("chargingSchedule"u8);
        }
        else
        {
            writer.WriteStartObject("schedule"u8);
            writer.WriteNumber("evseId"u8, 0);
            writer.WriteString("scheduleStart"u8, start);
        }

        writer.WriteNumber("duration"u8, seconds);
        writer.WriteString("chargingRateUnit"u8, inWatts ? "W"u8 : "A"u8);
        writer.WriteStartArray("chargingSchedulePeriod"u8);
        foreach (var (begins, limit) in periods)
        {
            writer.WriteStartObject();
            writer.WriteNumber("startPeriod"u8, begins);
            writer.WriteNumber("limit"u8, (decimal)limit);
            writer.WriteNumber("numberPhases"u8, scope.Wired);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
