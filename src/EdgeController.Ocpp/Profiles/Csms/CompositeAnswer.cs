using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Answers GetCompositeSchedule with what will really flow: until the lease in force ends, the lower of it and the back end's own composite; after
/// that, which nobody knows, the composite, and nothing above the hardware.
/// </summary>
internal sealed class CompositeAnswer(Station station, Site site, ProfileScope scope, LinkStep step)
{
    private const int MostPeriods = 1024;

    /// <summary>Stands for a transaction that would start now, where none runs (2.1 K08.FR.06).</summary>
    private const string Supposed = "\0";

    /// <summary>How long an EVSE without a lease is taken to keep its fallback.</summary>
    private static readonly TimeSpan Foreseen = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, (Amperes Limit, Instant Ends)> _told = [];

    /// <summary>Takes in what the guard last set.</summary>
    public void Told(Setpoint setpoint) => _told[setpoint.Evse.Number] = (setpoint.Limit, step.Now + setpoint.Lease);

    public ProfileReply Answer(ProfileFields fields)
    {
        var evse = fields.Whole(scope.Is16 ? "connectorId" : "evseId", required: true, least: 0);
        var seconds = fields.Whole("duration", required: true, least: 0);
        var inWatts = fields.Word("chargingRateUnit", false, ("A", false), ("W", true)) ?? station.Dc is not null;
        if (fields.Fault is { } fault)
        {
            return ProfileReply.Refused(scope.Version, fault);
        }

        if (evse != 0 && !scope.Evses.Contains(evse!.Value))
        {
            return ProfileReply.Refused(scope.Version, ProfileFault.Refused("UnknownEVSE", $"EVSE {evse} does not exist"));
        }

        if (station.Dc is not null && !inWatts)
        {
            return ProfileReply.Refused(scope.Version, ProfileFault.Refused("UnsupportedRateUnit", "a direct-current station is limited in watts"));
        }

        var (periods, covered) = Periods(evse!.Value, TimeSpan.FromSeconds(seconds!.Value), inWatts);
        return Write(evse.Value, covered, inWatts, periods);
    }

    /// <summary>The periods and the seconds that they hold for: fewer than asked where there would be too many.</summary>
    private (List<(int Start, double Limit)> Periods, int Seconds) Periods(int evse, TimeSpan duration, bool inWatts)
    {
        var start = step.Wall;
        var periods = new List<(int, double)>();
        for (var at = start; periods.Count < MostPeriods;)
        {
            var until = DateTimeOffset.MaxValue;
            var limit = evse == 0 ? Total(start, at, inWatts, ref until) : Own(evse, start, at, inWatts, ref until);
            limit = inWatts ? Math.Floor(limit + 1e-6) : Math.Floor((limit * 10) + 1e-6) / 10;
            var second = (int)Math.Ceiling((at - start).TotalSeconds);
            if (periods.Count > 0 && periods[^1].Item1 == second)
            {
                // Less than a second long: starts are whole seconds, and each is there once.
                periods.RemoveAt(periods.Count - 1);
            }

            if (periods.Count == 0 || periods[^1].Item2 != limit)
            {
                periods.Add((second, limit));
            }

            if (until == DateTimeOffset.MaxValue || until - start >= duration)
            {
                return (periods, (int)duration.TotalSeconds);
            }

            at = until;
            duration = periods.Count == MostPeriods ? at - start : duration;
        }

        return (periods, (int)duration.TotalSeconds);
    }

    /// <summary>All EVSEs together, and no more than the station maximum.</summary>
    private double Total(DateTimeOffset start, DateTimeOffset at, bool inWatts, ref DateTimeOffset until)
    {
        var sum = 0.0;
        foreach (var evse in scope.Evses)
        {
            sum += Own(evse, start, at, inWatts, ref until);
        }

        return Math.Min(sum, In(CsmsComposite.Total(scope.Profiles.All, scope.Moment(0, at), ref until), inWatts));
    }

    private double Own(int evse, DateTimeOffset start, DateTimeOffset at, bool inWatts, ref DateTimeOffset until)
    {
        var moment = scope.Moment(evse, at);
        moment = moment.Runs ? moment : moment with { Transaction = Supposed, Since = start };
        var limit = Math.Min(
            In(CsmsComposite.Base(scope.Profiles.All, evse, moment, ref until), inWatts),
            In(CsmsComposite.Total(scope.Profiles.All, moment, ref until), inWatts));
        var (told, ends) = _told.TryGetValue(evse, out var lease) && lease.Ends > step.Now ? lease : (station.Fallback, step.Now + Foreseen);
        if (ProfileValidity.Before(at, start + (ends - step.Now), ref until))
        {
            limit = Math.Min(limit, In(told, inWatts));
        }

        return Math.Min(limit, In(station.Max, inWatts));
    }

    private double In(LeadingLimit? limit, bool inWatts) => limit is not { } leading ? double.PositiveInfinity
        : inWatts ? leading.Watts(scope.Wired, scope.Volts) : leading.Amps(scope.Wired, scope.Volts);

    private double In(Amperes amps, bool inWatts) => !inWatts ? amps.Value
        : station.Dc is { } dc ? dc.Output(amps, site.NominalVoltage).Value
        : amps.Value * scope.Volts * scope.Wired;

    private ProfileReply Write(int evse, int seconds, bool inWatts, List<(int Start, double Limit)> periods) => ProfileReply.Of(writer =>
    {
        var start = step.Wall.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        writer.WriteString("status"u8, "Accepted"u8);
        if (scope.Is16)
        {
            writer.WriteNumber("connectorId"u8, evse);
            writer.WriteString("scheduleStart"u8, start);
            writer.WriteStartObject("chargingSchedule"u8);
        }
        else
        {
            writer.WriteStartObject("schedule"u8);
            writer.WriteNumber("evseId"u8, evse);
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
            if (station.Dc is null)
            {
                writer.WriteNumber("numberPhases"u8, scope.Wired);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
