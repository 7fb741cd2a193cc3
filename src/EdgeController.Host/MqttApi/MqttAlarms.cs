using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>What an operator should know of the broker.</summary>
internal sealed class MqttAlarms(IMqttTransport? transport, string? whyNone, IStandingAlarms others) : IStandingAlarms
{
    public IEnumerable<(string Code, string Subject, string Sentence)> Standing
    {
        get
        {
            foreach (var alarm in others.Standing)
            {
                yield return alarm;
            }

            if (whyNone is not null)
            {
                yield return ("mqtt-off", "broker", $"{whyNone}; until a restart with it the controller runs without MQTT");
            }

            if (transport is null)
            {
                yield break;
            }

            var link = transport.Link;
            if (link.TakenOver)
            {
                yield return ("second-controller", "broker", "the broker ends our connection again and again right after it was made: a second controller with the same base seems to run; only one may");
            }

            if (link is { State: MqttLinkState.Down, Problem: { } problem })
            {
                yield return ("mqtt-down", "broker", $"{problem}; control goes on, limits from MQTT run out by their time to live");
            }

            if (link.Refused is { } refused)
            {
                yield return ("mqtt-refused", "broker", refused);
            }
        }
    }
}
