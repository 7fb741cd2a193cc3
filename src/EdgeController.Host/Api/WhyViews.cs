using System.Text.Json.Serialization;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>What held charging back on one day (of the site's time zone), and on which days there is something to ask for, the newest first.</summary>
public sealed record LossesView(
    DateOnly Day, double DeliveredKwh, double HeldBackKwh, double MissingKwh, IReadOnlyList<LossView> Causes, IReadOnlyList<DateOnly> Days)
{
    public static LossesView Of(DayLosses day, IEnumerable<DateOnly> days)
    {
        LossView[] causes = [.. day.Losses.Select(LossView.Of).Where(loss => loss.HeldBackKwh > 0 || loss.MissingKwh > 0)];
        return new LossesView(
            day.Day,
            Kwh(day.Delivered),
            Kwh(new(day.Losses.Sum(loss => loss.HeldBack.Value))),
            Kwh(new(day.Losses.Sum(loss => loss.Missing.Value))),
            causes,
            [.. days]);
    }

    internal static double Kwh(WattHours energy) => Math.Round(energy.Value / 1000, 2);
}

/// <summary>One cause: energy that came later or not at all, and how much of it vehicles still wanted when they left.</summary>
public sealed record LossView(
    ReasonCode Cause, string? Subject, Phase? Phase, string? Source, string Sentence, double HeldBackKwh, double MissingKwh)
{
    public static LossView Of(Loss loss) => new(
        loss.Cause.Code, loss.Cause.Subject, loss.Cause.Phase, loss.Cause.Source, loss.Cause.Sentence, LossesView.Kwh(loss.HeldBack), LossesView.Kwh(loss.Missing));
}

/// <summary>The last changes of a station's limits.</summary>
public sealed record DecisionsView(string Station, IReadOnlyList<EvseDecisionsView> Evses);

/// <summary>The last changes of one EVSE's limit, the newest first.</summary>
public sealed record EvseDecisionsView(string Id, int Number, IReadOnlyList<DecisionView> Decisions);

/// <summary>One change: from and to in amperes per phase (from null: the first that is known), what it was (hold: the limit before ended by itself), why, and what the vehicle would have taken beyond.</summary>
public sealed record DecisionView(DateTimeOffset Time, double? From, double To, string Change, ReasonCode Code, string Sentence, double LostAmps);

/// <summary>JSON of these views, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LossesView))]
[JsonSerializable(typeof(DecisionsView))]
internal sealed partial class WhyJson : JsonSerializerContext;
