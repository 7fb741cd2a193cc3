using System.Collections.Immutable;
using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// Reads a price or a forecast from a payload, whole or not at all: a list of <c>{ start, value }</c>, or <c>{ start, step, values }</c> with the step
/// in seconds, or one number that holds from now on.
/// </summary>
public sealed class MqttSeriesIntake(MqttSeries source)
{
    /// <summary>Most values of one series: a week in quarters of an hour, twice.</summary>
    public const int MostPoints = 1344;

    private static readonly TimeSpan Furthest = TimeSpan.FromDays(14);

    private readonly JsonPath? _path = source.Value.Path is { } path ? JsonPath.Parse(path) : null;

    public MqttSeries Source { get; } = source;

    /// <summary>The series, or a sentence that says what is wrong with the payload. A retained one is taken: it says itself for when it holds.</summary>
    public (TimeSeries? Series, string? Problem) Read(MqttMessage message, DateTimeOffset now)
    {
        using var payload = new MqttPayload(message);
        var (element, problem) = payload.ReadJson(_path, Source.Value.Path);
        if (element is not { } root)
        {
            return (null, problem);
        }

        if (root.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            var (number, bad) = MqttPayload.NumberOf(root);
            return message.Retained ? (null, "a single retained value says nothing of when it holds")
                : number is { } value ? (Whole([new SeriesPoint(now, value * Source.Value.Factor)], now + Source.Ttl, now), null)
                : (null, bad);
        }

        return root.ValueKind switch
        {
            JsonValueKind.Array => ReadList(root, now),
            JsonValueKind.Object => ReadSteps(root, now),
            _ => (null, "a list, an object or a number is expected"),
        };
    }

    private (TimeSeries? Series, string? Problem) ReadList(JsonElement list, DateTimeOffset now)
    {
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(Source.StartName, out var start) || !item.TryGetProperty(Source.ValueName, out var value))
            {
                return (null, $"element {points.Count} is no object with '{Source.StartName}' and '{Source.ValueName}'");
            }

            if (MqttPayload.TimeOf(start) is not { } at)
            {
                return (null, $"element {points.Count}: '{Source.StartName}' is no time with its offset");
            }

            if (MqttPayload.NumberOf(value) is not { Number: { } number })
            {
                return (null, $"element {points.Count}: '{Source.ValueName}' is no number");
            }

            var point = new SeriesPoint(at, number * Source.Value.Factor) { Low = Band(item, "low"), High = Band(item, "high") };
            if (point.Low > point.Value || point.High < point.Value)
            {
                return (null, FormattableString.Invariant($"element {points.Count}: the value does not lie between 'low' and 'high'"));
            }

            points.Add(point);
        }

        var last = points.Count > 1 ? points[^1].Start - points[^2].Start : TimeSpan.FromHours(1);
        return Check(points.ToImmutable(), last, now);
    }

    /// <summary>What a forecast may fall or rise to; null where it is not told or no number.</summary>
    private double? Band(JsonElement item, string name) => item.TryGetProperty(name, out var band) && MqttPayload.NumberOf(band) is { Number: { } number } ? number * Source.Value.Factor : null;

    private (TimeSeries? Series, string? Problem) ReadSteps(JsonElement steps, DateTimeOffset now)
    {
        if (!steps.TryGetProperty("start", out var start) || MqttPayload.TimeOf(start) is not { } at)
        {
            return (null, "'start' is no time with its offset");
        }

        if (!steps.TryGetProperty("step", out var step) || MqttPayload.NumberOf(step) is not { Number: { } seconds and >= 60 and <= 86400 })
        {
            return (null, "'step' must be 60 to 86400 seconds");
        }

        if (!steps.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array)
        {
            return (null, "'values' must be a list of numbers");
        }

        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        foreach (var value in values.EnumerateArray())
        {
            if (MqttPayload.NumberOf(value) is not { Number: { } number })
            {
                return (null, $"value {points.Count} is no number");
            }

            points.Add(new SeriesPoint(at.AddSeconds(seconds * points.Count), number * Source.Value.Factor));
        }

        return Check(points.ToImmutable(), TimeSpan.FromSeconds(seconds), now);
    }

    private (TimeSeries? Series, string? Problem) Check(ImmutableArray<SeriesPoint> points, TimeSpan last, DateTimeOffset now)
    {
        if (points.Length is 0 or > MostPoints)
        {
            return (null, $"{points.Length} values: 1 to {MostPoints} are taken");
        }

        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].Start <= points[i - 1].Start)
            {
                return (null, $"element {i} does not begin after the one before");
            }
        }

        var end = points[^1].Start + last;
        return end <= now ? (null, FormattableString.Invariant($"it ended at {end:O}"))
            : points[0].Start > now + Furthest || end > now + (Furthest * 2) ? (null, "it lies more than 14 days ahead")
            : (Whole(points, end, now), null);
    }

    private TimeSeries Whole(ImmutableArray<SeriesPoint> points, DateTimeOffset end, DateTimeOffset now) => new(Source.Name, Source.Kind, points, end, now + Source.Ttl);
}
