using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>Prices and forecasts that the site file names and that nobody tells, or whose values are over.</summary>
internal sealed class SeriesAlarms(Site site, TimeSeriesInputs series, SiteClock clock, IStandingAlarms others) : IStandingAlarms
{
    /// <summary>How long after the start the first values may take.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    public IEnumerable<(string Code, string Subject, string Sentence)> Standing
    {
        get
        {
            foreach (var alarm in others.Standing)
            {
                yield return alarm;
            }

            var now = clock.WallAt(clock.Now);
            foreach (var source in site.Mqtt?.Series ?? [])
            {
                var told = series.All.FirstOrDefault(one => one.Name == source.Name);
                if (told is null ? clock.Now.SinceStart < First : now < told.Until && now < told.End)
                {
                    continue;
                }

                yield return ("input-missing", source.Name, told is null
                    ? $"nothing has come for input {source.Name} on {source.Value.Topic} yet: it is planned without it"
                    : FormattableString.Invariant($"input {source.Name} is over since {(told.Until < told.End ? told.Until : told.End):HH:mm:ss}, and nothing new comes on {source.Value.Topic}: it is planned without it"));
            }
        }
    }
}
