using System.Globalization;

namespace EdgeController.Host.MqttApi;

/// <summary>What a topic of the contract says now.</summary>
/// <param name="Topic">Below the base.</param>
/// <param name="Row">Its row of the contract.</param>
/// <param name="Text">The payload; null where it is not known.</param>
/// <param name="Number">The same as a number, where it is one.</param>
internal sealed record StateValue(string Topic, TopicRow Row, string? Text, double? Number)
{
    public static StateValue Of(string topic, double? number) =>
        new(topic, RowOf(topic), number is { } known ? known.ToString("0.###", CultureInfo.InvariantCulture) : null, number);

    public static StateValue Of(string topic, string? text) => new(topic, RowOf(topic), text, null);

    public static StateValue Of(string topic, bool flag) => new(topic, RowOf(topic), flag ? "true" : "false", null);

    private static TopicRow RowOf(string topic) => MqttContract.Find(topic) ?? throw new InvalidOperationException($"'{topic}' is not in the contract");
}
