using System.Globalization;
using EdgeController.Core.Topology;

namespace EdgeController.Host.MqttApi;

/// <summary>A command's topic, read: what it is for and what it asks.</summary>
/// <param name="Path">Below <c>cmd/</c>.</param>
/// <param name="What">Its last level: <c>limit_a</c>, <c>pause</c> and the like.</param>
/// <param name="Circuit">The circuit that is meant; null where it is an EVSE.</param>
/// <param name="Evse">The EVSE that is meant; null where it is a circuit.</param>
internal sealed record CommandTopic(string Path, string What, CircuitId? Circuit, EvseId? Evse)
{
    /// <summary>The command, or why the topic is none.</summary>
    public static (CommandTopic? Command, string? Problem) Read(string path, SiteIndex index)
    {
        if (MqttContract.Find($"cmd/{path}") is null)
        {
            return (null, $"there is no command 'cmd/{path}'");
        }

        var levels = path.Split('/');
        var id = Uri.UnescapeDataString(levels[1]);
        if (levels[0] == "circuits")
        {
            return index.Find(new CircuitId(id)) < 0 ? (null, $"there is no circuit '{id}'") : (new CommandTopic(path, levels[2], new CircuitId(id), null), null);
        }

        var number = levels.Length == 4 && int.TryParse(levels[2], NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 1;
        var evse = new EvseId(new StationId(id), number);
        return index.Find(evse) < 0 ? (null, $"there is no EVSE '{evse}'") : (new CommandTopic(path, levels[^1], null, evse), null);
    }
}
