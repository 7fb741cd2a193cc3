using System.Globalization;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>A host and a TCP port.</summary>
public sealed record Endpoint(string Host, int Port);

/// <summary>Reads addresses of devices and back ends.</summary>
internal static class NetworkLeaves
{
    internal static Leaf ReadEndpoint(KeySpec spec, YamlNode node)
    {
        var colon = node.Text.LastIndexOf(':');
        var host = colon < 0 ? node.Text : node.Text[..colon];
        var known = Uri.CheckHostName(host.Trim('[', ']')) is not UriHostNameType.Unknown;
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!known || (host.Contains(':', StringComparison.Ordinal) && !bracketed))
        {
            return Leaf.Bad(node, $"'{node.Text}' is not host:port", Leaf.ExampleOf(spec));
        }

        return colon >= 0 && int.TryParse(node.Text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? Leaf.Good(new Endpoint(host.Trim('[', ']'), port))
            : Leaf.Bad(node, $"'{node.Text}' has no port from 1 to 65535", Leaf.ExampleOf(spec));
    }

    internal static Leaf ReadUrl(KeySpec spec, YamlNode node)
    {
        if (!Uri.TryCreate(node.Text, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss") || url.Host.Length == 0)
        {
            return Leaf.Bad(node, $"'{node.Text}' is not a ws:// or wss:// address", Leaf.ExampleOf(spec));
        }

        if (url.UserInfo.Length > 0)
        {
            return Leaf.Bad(node, "the address holds a user name or password", "Remove it: secrets do not belong into this file.");
        }

        return url.Query.Length > 0 || url.Fragment.Length > 0
            ? Leaf.Bad(node, $"'{node.Text}' has a query or a fragment, to which no station identity can be appended", Leaf.ExampleOf(spec))
            : Leaf.Good(url);
    }
}
