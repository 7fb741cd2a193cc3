using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Host.Api;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.MqttApi;

/// <summary>All that a controller has of MQTT: nothing where its site has no broker, an alarm where there should be a connection and cannot be.</summary>
internal sealed class MqttStart : IAsyncDisposable
{
    private readonly Site _site;
    private readonly SiteClock _clock;
    private readonly MqttGatewayOptions _options;
    private readonly MosquittoClient? _client;

    public MqttStart(Site site, MqttGatewayOptions options, SiteClock clock, IStandingAlarms others, TimeSeriesInputs series)
    {
        (_site, _clock, _options, Series) = (site, clock, options, series);
        var problem = site.Mqtt is null ? null : options.Problem;
        if (site.Mqtt is { } mqtt && problem is null)
        {
            var connection = MqttConnection.WithWill(MqttConnection.Of(mqtt, options.Password), mqtt.Base) with { CapsPayloads = options.CapsPayloads, Coalesces = options.Coalesces };
            _client = new MosquittoClient(options.LongestBackOff is { } longest ? connection with { LongestBackOff = longest } : connection, () => clock.Now);
        }

        Alarms = new MqttAlarms(_client, problem, new SeriesAlarms(site, Series, clock, others));
    }

    /// <summary>Prices and forecasts, for the planner.</summary>
    public TimeSeriesInputs Series { get; }

    /// <summary>These alarms and those of others.</summary>
    public IStandingAlarms Alarms { get; }

    /// <summary>Null where there is no broker to talk to.</summary>
    public MqttGateway? Gateway { get; private set; }

    /// <param name="limits">Where limits are set.</param>
    /// <param name="inbox">The door to the site's state.</param>
    /// <param name="views">For this use alone: it remembers since when alarms stand.</param>
    /// <param name="plans">For the topics of the plan.</param>
    /// <param name="picture">The newest picture.</param>
    /// <param name="log">For the gateway's lines.</param>
    public void Prepare(LimitDesk limits, SiteInbox inbox, SiteViewBuilder views, PlanViewBuilder plans, Func<SitePicture> picture, ILogger log)
    {
        if (_client is not null)
        {
            Gateway = new MqttGateway(_site, _client, _clock, inbox, limits, Series, _options, seen => views.Build(seen, views.Observe(seen)), plans, picture, log);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }
    }
}
