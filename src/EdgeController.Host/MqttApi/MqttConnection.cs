using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Host.MqttApi;

/// <summary>The connection that the site file asks for.</summary>
internal static class MqttConnection
{
    /// <param name="site">The section of the site file.</param>
    /// <param name="password">What its secret holds.</param>
    /// <param name="suffix">Appended to the client id, for a second connection beside the controller's.</param>
    public static MqttOptions Of(SiteMqtt site, string? password, string suffix = "") => new()
    {
        Host = site.Broker.Host.Trim('[', ']'),
        Port = site.Broker.Port,
        ClientId = site.Base.Replace('/', '-') + suffix,
        IsVersion5 = site.IsVersion5,
        User = site.User,
        Password = password,
        Tls = site.Broker.Scheme == "mqtts" ? new MqttTls(site.CaFile, site.CertificateFile, site.KeyFile) : null,
    };

    /// <summary>The same with a last will that tells of the controller's end.</summary>
    public static MqttOptions WithWill(MqttOptions options, string at) => options with
    {
        Will = new MqttPublication($"{at}/{MqttContract.Status}", Encoding.UTF8.GetBytes(MqttContract.Offline), 1, Retained: true),
    };
}
