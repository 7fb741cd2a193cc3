using System.Text;
using System.Text.Json.Nodes;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Host.MqttApi;

/// <summary>What became of a command: whether it was accepted, what holds now because of it, and why not or why less.</summary>
internal sealed record CommandAnswer(bool Accepted, JsonNode? Effective, string? Reason)
{
    public static CommandAnswer Refused(string reason) => new(false, null, reason);

    public MqttPublication Publication(string at, string path) =>
        new($"{at}/ack/{path}", Encoding.UTF8.GetBytes(new JsonObject { ["accepted"] = Accepted, ["effective"] = Effective?.DeepClone(), ["reason"] = Reason }.ToJsonString()), 1, Retained: false)
        {
            Expiry = TimeSpan.FromMinutes(1),
        };
}
