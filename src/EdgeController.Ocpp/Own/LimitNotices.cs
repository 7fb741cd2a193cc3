using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>
/// Tells a back end of limits that the site has of its own (2.x K12 to K14, K24): NotifyChargingLimit when one of a source begins or changes by more than
/// <see cref="OwnVariables.LimitChangeSignificance"/>, ClearedChargingLimit when it has ended. 1.6 has no words for it.
/// </summary>
internal sealed class LimitNotices(string version, LinkStep step, OwnUpstreamCalls calls)
{
    /// <summary>Least time between two messages about one source.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(10);

    private static readonly string[] Sources = [SiteLimits.GridOperator, SiteLimits.EnergyManager, SiteLimits.Others];

    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, SiteLimit> _present = new Dictionary<string, SiteLimit>();

    public void See(IReadOnlyDictionary<string, SiteLimit> present) => _present = present;

    /// <summary>Sends what has changed, where the back end can hear it.</summary>
    public void Look()
    {
        if (version == OcppVersion.V16)
        {
            return;
        }

        foreach (var source in Sources)
        {
            var present = _present.GetValueOrDefault(source);
            var told = _told.GetValueOrDefault(source);
            if ((told is null && present is null) || (told is not null && ((step.Now - told.At < Spacing && !told.IsLost) || !told.Differs(present))))
            {
                continue;
            }

            var sent = _told[source] = new Told(present, step.Now);
            calls.Add(present is null ? "ClearedChargingLimit" : "NotifyChargingLimit", present is null ? Cleared(source) : Notify(source, present), answer => sent.IsLost |= answer is null);
        }
    }

    private static byte[] Cleared(string source) => ProfileReply.Write(writer => writer.WriteString("chargingLimitSource"u8, source));

    private byte[] Notify(string source, SiteLimit limit) => ProfileReply.Write(writer =>
    {
        writer.WriteStartObject("chargingLimit"u8);
        writer.WriteString("chargingLimitSource"u8, source);
        writer.WriteBoolean("isGridCritical"u8, limit.IsCritical);
        writer.WriteEndObject();
        if (limit is { Amps: null, Power: null })
        {
            return;
        }

        writer.WriteStartArray("chargingSchedule"u8);
        if (limit.Amps is { } amps)
        {
            Schedule(writer, 1, "A", Math.Floor((amps.Value * 10) + 1e-6) / 10);
        }

        if (limit.Power is { } power)
        {
            Schedule(writer, 2, "W", Math.Floor(power.Value + 1e-6));
        }

        writer.WriteEndArray();
    });

    private void Schedule(Utf8JsonWriter writer, int id, string unit, double limit)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, id);
        writer.WriteString("startSchedule"u8, Registration.Stamp(step.Wall));
        writer.WriteString("chargingRateUnit"u8, unit);
        writer.WriteStartArray("chargingSchedulePeriod"u8);
        writer.WriteStartObject();
        writer.WriteNumber("startPeriod"u8, 0);
        writer.WriteNumber("limit"u8, (decimal)limit);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What was said of a source; null limit: that there is none any more.</summary>
    private sealed class Told(SiteLimit? limit, Instant at)
    {
        public Instant At => at;

        /// <summary>Nobody answered: the back end may or may not have heard it.</summary>
        public bool IsLost { get; set; }

        public bool Differs(SiteLimit? now) => IsLost || limit is null != now is null
            || (limit is not null && now is not null && (limit.IsCritical != now.IsCritical || Differ(limit.Amps?.Value, now.Amps?.Value) || Differ(limit.Power?.Value, now.Power?.Value)));

        private static bool Differ(double? before, double? now) =>
            before is null != now is null || (before is { } was && now is { } value && Math.Abs(value - was) * 100 > OwnVariables.LimitChangeSignificance * was);
    }
}
