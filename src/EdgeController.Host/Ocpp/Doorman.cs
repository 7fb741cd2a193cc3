using System.Net;
using EdgeController.Ocpp.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Ocpp;

/// <summary>Why a handshake was turned away.</summary>
internal enum Refusal
{
    /// <summary>The identity is not in the site file.</summary>
    Unknown,

    /// <summary>None of the subprotocols that were asked for is spoken here.</summary>
    NoCommonProtocol,

    /// <summary>The identity belongs to a connection that is alive: somebody claims to be a station that is already here.</summary>
    Duplicate,
}

/// <summary>Logs handshakes that were turned away; who knocks a thousand times gets a number, not a thousand lines.</summary>
internal sealed partial class Doorman(Allowance lines, TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly TokenBucket[] _lines = [.. Enum.GetValues<Refusal>().Select(_ => new TokenBucket(lines, time))];
    private readonly long[] _unsaid = new long[Enum.GetValues<Refusal>().Length];

    public void Turn(Refusal why, string identity, HttpContext context)
    {
        long unsaid;
        lock (_gate)
        {
            if (!_lines[(int)why].TryTake())
            {
                _unsaid[(int)why]++;
                return;
            }

            (unsaid, _unsaid[(int)why]) = (_unsaid[(int)why], 0);
        }

        var from = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var name = PlainText.Of(identity.Length <= 64 ? identity : identity[..64]);
        switch (why)
        {
            case Refusal.Unknown:
                UnknownIdentity(log, name, from, unsaid);
                break;
            case Refusal.NoCommonProtocol:
                NoCommonProtocol(log, name, PlainText.Of(string.Join(", ", context.WebSockets.WebSocketRequestedProtocols)), from, unsaid);
                break;
            default:
                Duplicate(log, name, from, unsaid);
                break;
        }
    }

    [LoggerMessage(1010, LogLevel.Warning, "refused unknown station {Identity} from {Address}: it is not in the site file ({Unsaid} more before this)")]
    private static partial void UnknownIdentity(ILogger log, string identity, IPAddress address, long unsaid);

    [LoggerMessage(1012, LogLevel.Warning, "refused station {Identity} from {Address}: it offers [{Offered}], none of which is spoken here ({Unsaid} more before this)")]
    private static partial void NoCommonProtocol(ILogger log, string identity, string offered, IPAddress address, long unsaid);

    [LoggerMessage(1013, LogLevel.Warning, "security: refused a second connection as {Identity} from {Address}: the first one is alive ({Unsaid} more before this)")]
    private static partial void Duplicate(ILogger log, string identity, IPAddress address, long unsaid);
}
