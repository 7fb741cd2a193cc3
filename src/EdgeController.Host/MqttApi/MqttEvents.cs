using System.Text;
using System.Text.Json.Nodes;
using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// Words what happened for the topic <c>events</c>: alarms raised and cleared, changes of mode, commands taken, refused and ignored. The same thing
/// about the same topic is told once in ten seconds, with how often it happened meanwhile.
/// </summary>
internal sealed class MqttEvents(string at, SiteClock clock, Action<MqttPublication> publish)
{
    private const int MostKept = 256;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Subject), (Core.Units.Instant At, int Missed)> _told = [];
    private IReadOnlyList<AlarmView> _alarms = [];
    private string? _mode;

    /// <summary>Tells one thing, unless it was told a moment ago; returns whether it was told.</summary>
    public bool Tell(string kind, string subject, string sentence)
    {
        var now = clock.Now;
        int missed;
        lock (_gate)
        {
            var known = _told.TryGetValue((kind, subject), out var before);
            if (known && now - before.At < Quiet)
            {
                _told[(kind, subject)] = (before.At, before.Missed + 1);
                return false;
            }

            if (!known && _told.Count >= MostKept)
            {
                _told.Clear();
            }

            missed = before.Missed;
            _told[(kind, subject)] = (now, 0);
        }

        var what = new JsonObject { ["time"] = FormattableString.Invariant($"{clock.WallAt(now):O}"), ["kind"] = kind, ["subject"] = subject, ["text"] = sentence };
        if (missed > 0)
        {
            what["missed"] = missed;
        }

        publish(new MqttPublication($"{at}/{MqttContract.Events}", Encoding.UTF8.GetBytes(what.ToJsonString()), 1, Retained: false));
        return true;
    }

    /// <summary>Tells what has changed since the picture before.</summary>
    public void Look(SiteView view)
    {
        foreach (var alarm in view.Alarms.Where(alarm => !_alarms.Any(before => before.Code == alarm.Code && before.Subject == alarm.Subject)))
        {
            Tell($"alarm {alarm.Code}", alarm.Subject, alarm.Sentence);
        }

        foreach (var alarm in _alarms.Where(alarm => !view.Alarms.Any(now => now.Code == alarm.Code && now.Subject == alarm.Subject)))
        {
            Tell($"cleared {alarm.Code}", alarm.Subject, alarm.Sentence);
        }

        if (_mode is not null && _mode != view.Mode)
        {
            Tell("mode", "site", view.Mode);
        }

        (_alarms, _mode) = (view.Alarms, view.Mode);
    }
}
