using System.Text.Json;
using EdgeController.Core.Balancing;

namespace EdgeController.Ocpp.Tests.Links;

/// <summary>What stands between a station and its back end, as the relay's invariants see it: what goes in, and what has come out so far.</summary>
internal interface IBetween
{
    IEnumerable<string> Station { get; }

    IEnumerable<string> Csms { get; }

    void FromStation(string text);

    void FromCsms(string text);

    void Wait(double seconds);

    void Setpoint(double amps, SetpointChange change);
}

/// <summary>The product's link; what it sends may be changed on the way, to show that an invariant would notice.</summary>
internal sealed class LinkBetween(LinkRig rig, Func<IEnumerable<string>, IEnumerable<string>>? toStation = null, Func<IEnumerable<string>, IEnumerable<string>>? toCsms = null) : IBetween
{
    public IEnumerable<string> Station => toStation is null ? rig.Station : toStation(rig.Station);

    public IEnumerable<string> Csms => toCsms is null ? rig.Csms : toCsms(rig.Csms);

    public void FromStation(string text) => rig.FromStation(text);

    public void FromCsms(string text) => rig.FromCsms(text);

    public void Wait(double seconds) => rig.Wait(seconds);

    public void Setpoint(double amps, SetpointChange change) => rig.Setpoint(amps, change);

    /// <summary>As a relay would send that reads each message and writes it anew.</summary>
    public static IEnumerable<string> WrittenAnew(IEnumerable<string> texts) => texts.Select(text => JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement));

    /// <summary>As two sockets would deliver that are served by turns: each second message before the first.</summary>
    public static IEnumerable<string> Overtaking(IEnumerable<string> texts) => texts.Chunk(2).SelectMany(pair => pair.Reverse());

    /// <summary>Each tenth is lost.</summary>
    public static IEnumerable<string> WithLosses(IEnumerable<string> texts) => texts.Where((_, place) => place % 10 != 9);
}

/// <summary>A wire: all that comes is passed on, whether anybody waits for it or not.</summary>
internal sealed class BareWire : IBetween
{
    private readonly List<string> _station = [];
    private readonly List<string> _csms = [];

    public IEnumerable<string> Station => _station;

    public IEnumerable<string> Csms => _csms;

    public void FromStation(string text) => _csms.Add(text);

    public void FromCsms(string text) => _station.Add(text);

    public void Wait(double seconds)
    {
    }

    public void Setpoint(double amps, SetpointChange change)
    {
    }
}
