using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>Boot, heartbeats and, in 1.6, the status of the whole (1.6 section 4.2 and 4.6, 2.x B01 to B03 and G02).</summary>
internal sealed class Registration(OwnIdentity identity, LinkStep step, StationLinkOptions options, OwnUpstreamCalls calls)
{
    private const string Name = "EdgeController";

    /// <summary>Where the back end names no interval, or none that can be used.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private TimeSpan _interval = options.HeartbeatInterval;
    private Instant? _bootDue;
    private Instant? _beatDue;

    /// <summary>The back end has accepted the controller in this life of the process.</summary>
    public bool IsAccepted { get; private set; }

    public TimeSpan Interval => _interval;

    private bool Is16 => identity.Version == OcppVersion.V16;

    /// <summary>The connection is open: who was accepted before only shows that it is there again.</summary>
    public void Opened()
    {
        _bootDue = _beatDue = null;
        if (IsAccepted)
        {
            _beatDue = step.Now;
            TellStatus();
        }
        else
        {
            _bootDue = step.Now;
        }
    }

    /// <summary>Sends what is due.</summary>
    public void Look()
    {
        if (_bootDue <= step.Now)
        {
            _bootDue = null;
            Boot("PowerUp");
        }

        if (_beatDue <= step.Now)
        {
            _beatDue = null;
            Beat();
        }
    }

    public void Boot(string reason) => calls.Add(
        "BootNotification",
        ProfileReply.Write(writer =>
        {
            if (Is16)
            {
                writer.WriteString("chargePointVendor"u8, Name);
                writer.WriteString("chargePointModel"u8, Name);
                writer.WriteString("firmwareVersion"u8, options.ProductVersion);
                return;
            }

            writer.WriteString("reason"u8, reason);
            writer.WriteStartObject("chargingStation"u8);
            writer.WriteString("vendorName"u8, Name);
            writer.WriteString("model"u8, Name);
            writer.WriteString("firmwareVersion"u8, options.ProductVersion);
            writer.WriteEndObject();
        }),
        Booted);

    public void Beat() => calls.Add("Heartbeat", "{}"u8.ToArray(), _ => _beatDue = step.Now + _interval);

    /// <summary>1.6 only: 2.x has a status of connectors, of which there are none.</summary>
    public void TellStatus()
    {
        if (Is16)
        {
            calls.Add(
                "StatusNotification",
                ProfileReply.Write(writer =>
                {
                    writer.WriteNumber("connectorId"u8, 0);
                    writer.WriteString("errorCode"u8, "NoError"u8);
                    writer.WriteString("status"u8, "Available"u8);
                    writer.WriteString("timestamp"u8, Stamp(step.Wall));
                }),
                _ => { });
        }
    }

    /// <summary>A time as OCPP writes it.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void Booted(OcppFrame? answer)
    {
        var status = answer is { Type: MessageType.CallResult } ? JsonProbe.Text(answer.Payload, "status") : null;
        var told = answer is { Type: MessageType.CallResult } && JsonProbe.Number(answer.Payload, "interval") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        if (status == "Accepted")
        {
            var first = !IsAccepted;
            IsAccepted = true;
            _interval = told is { } interval ? (interval < Longest ? interval : Longest) : options.HeartbeatInterval;
            _beatDue = step.Now + _interval;
            if (first)
            {
                TellStatus();
                step.Notice(NoticeCode.OwnIdentity, $"{identity.Id} is accepted");
            }
        }
        else
        {
            if (status is not null)
            {
                step.Notice(NoticeCode.OwnIdentity, $"{identity.Id} is not accepted yet: the back end answered {status}");
            }

            IsAccepted = false;
            _bootDue = step.Now + (told is { } wait ? (wait < Longest ? wait : Longest) : Retry);
        }
    }
}
