using System.Globalization;
using System.Net;

namespace EdgeController.Host.Running;

/// <summary>Where to listen: an address and a port, 0 for a free one.</summary>
public sealed record ListenAddress(IPAddress Address, int Port)
{
    /// <summary>Reads <c>127.0.0.1:8080</c>, <c>[::1]:0</c>, <c>localhost:80</c> or a bare port (on loopback); null where it is none of these.</summary>
    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "127.0.0.1" : text[..colon].Trim('[', ']');
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            return null;
        }

        var address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : null,
        };
        return address is null ? null : new ListenAddress(address, port);
    }

    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
