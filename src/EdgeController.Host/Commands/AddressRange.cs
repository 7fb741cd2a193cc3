using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeController.Host.Commands;

/// <summary>The IPv4 addresses that may be searched, and the port: <c>192.168.10.0/24</c>, <c>192.168.10.20-40</c> or one address, <c>:502</c> after it where the port is another.</summary>
internal sealed record AddressRange(uint First, uint Last, int Port)
{
    /// <summary>A range is written by somebody who knows the site; a larger one is a slip.</summary>
    public const int MostAddresses = 1024;

    private const int ModbusPort = 502;

    public int Count => (int)(Last - First) + 1;

    public IEnumerable<IPAddress> Addresses
    {
        get
        {
            for (var at = First; at <= Last; at++)
            {
                yield return new IPAddress([(byte)(at >> 24), (byte)(at >> 16), (byte)(at >> 8), (byte)at]);
            }
        }
    }

    public static AddressRange? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var port = ModbusPort;
        if (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return null;
        }

        var range = colon < 0 ? text : text[..colon];
        var found = range.Contains('/', StringComparison.Ordinal) ? Network(range, port) : range.Contains('-', StringComparison.Ordinal) ? Span(range, port) : One(range, port);
        return found is { First: var first, Last: var last } && last >= first && last - first < MostAddresses ? found : null;
    }

    private static AddressRange? One(string text, int port) => Number(text) is { } only ? new AddressRange(only, only, port) : null;

    /// <summary>Without the addresses of the net itself and of its broadcast.</summary>
    private static AddressRange? Network(string text, int port)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Number(text[..slash]) is not { } address || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits is < 8 or > 32)
        {
            return null;
        }

        var size = 1u << (32 - bits);
        var start = address & ~(size - 1);
        return size <= 2 ? new AddressRange(start, start + size - 1, port) : new AddressRange(start + 1, start + size - 2, port);
    }

    /// <summary><c>192.168.10.20-40</c> or two whole addresses.</summary>
    private static AddressRange? Span(string text, int port)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = (text[..dash], text[(dash + 1)..]);
        to = to.Contains('.', StringComparison.Ordinal) ? to : from[..(from.LastIndexOf('.') + 1)] + to;
        return Number(from) is { } first && Number(to) is { } last ? new AddressRange(first, last, port) : null;
    }

    private static uint? Number(string text) =>
        text.Count(letter => letter == '.') == 3 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is var b
            ? ((uint)b[0] << 24) | ((uint)b[1] << 16) | ((uint)b[2] << 8) | b[3]
            : null;
}
