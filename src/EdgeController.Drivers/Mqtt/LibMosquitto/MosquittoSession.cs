using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>
/// One connection from its first byte to its end, on one thread; the next connection is a new one, so that nothing of an old one is left in it.
/// </summary>
internal sealed unsafe class MosquittoSession : IDisposable
{
    /// <summary>Messages that may wait for the broker's confirmation at once; the rest waits in our own bounded queue.</summary>
    public const int MostInFlight = 32;

    private const int RefusedFrom = 128;

    private readonly MqttOptions _options;
    private readonly Func<Instant> _clock;
    private readonly Action<MqttMessage> _receive;
    private readonly Dictionary<int, string> _inFlight = [];
    private readonly Dictionary<int, string> _subscribing = [];
    private GCHandle _self;
    private MosquittoHandle _client;
    private string? _logged;

    private MosquittoSession(MqttOptions options, Func<Instant> clock, Action<MqttMessage> receive)
    {
        (_options, _clock, _receive) = (options, clock, receive);
        _self = GCHandle.Alloc(this);
        _client = NativeMethods.New(options.ClientId, cleanSession: true, GCHandle.ToIntPtr(_self));
    }

    /// <summary>The broker has accepted the connection.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Why the connection has ended, as a sentence; null while it has not.</summary>
    public string? Ended { get; private set; }

    public bool TakenOver { get; private set; }

    public string? Refused { get; private set; }

    public long Published { get; private set; }

    public long RefusedCount { get; private set; }

    public bool HasRoom => _inFlight.Count < MostInFlight && !NativeMethods.WantsToWrite(_client);

    public bool IsIdle => _inFlight.Count == 0 && !NativeMethods.WantsToWrite(_client);

    public static MosquittoSession Open(MqttOptions options, Func<Instant> clock, Action<MqttMessage> receive)
    {
        LibMosquittoLibrary.Initialise();
        var session = new MosquittoSession(options, clock, receive);
        session.Begin();
        return session;
    }

    /// <summary>Waits for the socket or for <paramref name="wake"/>, at most so long, and does what is due.</summary>
    public void Step(WakeSignal wake, TimeSpan atMost)
    {
        var ready = wake.Wait(NativeMethods.Socket(_client), NativeMethods.WantsToWrite(_client), atMost);
        if ((ready & ~NativeMethods.PollOut) != 0)
        {
            Check(NativeMethods.Read(_client, 1));
        }

        if (Ended is null && (ready & NativeMethods.PollOut) != 0)
        {
            Check(NativeMethods.Write(_client, 1));
        }

        if (Ended is null)
        {
            Check(NativeMethods.KeepAlive(_client));
        }
    }

    public void Subscribe(string filter)
    {
        int id;
        if (Check(NativeMethods.Subscribe(_client, &id, filter, 1, 0, 0)))
        {
            _subscribing[id] = filter;
        }
    }

    public void Publish(MqttPublication publication)
    {
        nint properties = 0;
        if (_options.IsVersion5 && publication.Expiry is { } expiry)
        {
            _ = NativeMethods.AddProperty(&properties, NativeMethods.PropertyMessageExpiry, (uint)Math.Clamp(expiry.TotalSeconds, 1, uint.MaxValue));
        }

        int id;
        fixed (byte* payload = publication.Payload.Span)
        {
            var result = NativeMethods.Publish(_client, &id, publication.Topic, publication.Payload.Length, payload, publication.Qos, publication.Retained, properties);
            NativeMethods.FreeProperties(&properties);
            if (Check(result) && publication.Qos > 0)
            {
                _inFlight[id] = publication.Topic;
            }
        }
    }

    /// <summary>Gives the connection up.</summary>
    public void End(string why, bool politely)
    {
        Ended ??= why;
        if (politely)
        {
            _ = NativeMethods.Disconnect(_client);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private void Begin()
    {
        NativeMethods.OnConnect(_client, &Connected);
        NativeMethods.OnDisconnect(_client, &Disconnected);
        NativeMethods.OnPublish(_client, &Confirmed);
        NativeMethods.OnMessage(_client, &Arrived);
        NativeMethods.OnSubscribe(_client, &Subscribed);
        NativeMethods.OnLog(_client, &Logged);
        _ = NativeMethods.SetOption(_client, NativeMethods.OptionProtocolVersion, _options.IsVersion5 ? NativeMethods.Protocol5 : NativeMethods.Protocol311);
        if (_options.User is not null)
        {
            Check(NativeMethods.SetUser(_client, _options.User, _options.Password));
        }

        if (_options.Will is { } will)
        {
            fixed (byte* payload = will.Payload.Span)
            {
                Check(NativeMethods.SetWill(_client, will.Topic, will.Payload.Length, payload, will.Qos, will.Retained, 0));
            }
        }

        SetTls();
        CapPackets();
        if (Ended is null)
        {
            var began = NativeMethods.BeginConnect(_client, _options.Host, _options.Port, Math.Max(5, (int)_options.KeepAlive.TotalSeconds), null);
            if (began != NativeMethods.ConnectionPending)
            {
                Check(began);
            }
        }
    }

    private void SetTls()
    {
        if (_options.Tls is not { } tls)
        {
            return;
        }

        if (tls.CaFile is null)
        {
            Check(NativeMethods.SetOption(_client, NativeMethods.OptionUseSystemCertificates, 1));
        }

        if (tls.CaFile is not null || tls.CertificateFile is not null)
        {
            Check(NativeMethods.SetTls(_client, tls.CaFile, tls.CaFile is null ? "/etc/ssl/certs" : null, tls.CertificateFile, tls.KeyFile, &NoPassword));
        }
    }

    /// <summary>
    /// Tells an MQTT 5 broker to keep what is far too long to itself. The library has no way to give properties to a connection that does not
    /// block; a blocking one keeps them for the next even where its port is impossible. Where that does not hold, our own cap still does.
    /// </summary>
    private void CapPackets()
    {
        if (!_options.IsVersion5 || !_options.CapsPayloads)
        {
            return;
        }

        nint properties = 0;
        _ = NativeMethods.AddProperty(&properties, NativeMethods.PropertyMaximumPacketSize, MqttMessage.LongestPayload * 4);
        _ = NativeMethods.Connect(_client, _options.Host, -1, 60, null, properties);
        NativeMethods.FreeProperties(&properties);
    }

    private bool Check(int result)
    {
        if (result != NativeMethods.Success)
        {
            Ended ??= MosquittoProblem.Of(_options, result, Marshal.GetLastPInvokeError(), _logged);
        }

        return result == NativeMethods.Success;
    }

    private static MosquittoSession Self(nint user) => (MosquittoSession)GCHandle.FromIntPtr(user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connected(nint client, nint user, int reason, int flags, nint properties)
    {
        var self = Self(user);
        self.IsUp = reason == NativeMethods.Success;
        if (!self.IsUp)
        {
            self.Ended ??= MosquittoProblem.OfConnack(self._options, reason);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Disconnected(nint client, nint user, int reason, nint properties)
    {
        var self = Self(user);
        self.TakenOver |= reason == NativeMethods.ReasonTakenOver;
        self.Ended ??= MosquittoProblem.OfDisconnect(self._options, reason, self._logged);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Confirmed(nint client, nint user, int id, int reason, nint properties)
    {
        var self = Self(user);
        self._inFlight.Remove(id, out var topic);
        if (reason < RefusedFrom)
        {
            self.Published++;
            return;
        }

        self.RefusedCount++;
        self.Refused = $"the broker does not let this client publish to {topic ?? "a topic"}: {MosquittoProblem.Reason(reason)}";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Subscribed(nint client, nint user, int id, int count, int* granted, nint properties)
    {
        var self = Self(user);
        self._subscribing.Remove(id, out var filter);
        for (var i = 0; i < count; i++)
        {
            if (granted[i] >= RefusedFrom)
            {
                self.Refused = $"the broker does not let this client subscribe to {filter}: {MosquittoProblem.Reason(granted[i])}";
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Arrived(nint client, nint user, NativeMethods.Message* message, nint properties)
    {
        var self = Self(user);
        if (Marshal.PtrToStringUTF8((nint)message->Topic) is not { } topic)
        {
            return;
        }

        var taken = self._options.CapsPayloads && message->Length > MqttMessage.LongestPayload ? 0 : message->Length;
        uint seconds;
        self._receive(new MqttMessage(topic, new ReadOnlySpan<byte>(message->Payload, taken).ToArray(), message->Retain != 0, self._clock())
        {
            Length = message->Length,
            Expiry = properties != 0 && NativeMethods.ReadProperty(properties, NativeMethods.PropertyMessageExpiry, &seconds, skipFirst: false) != 0 ? TimeSpan.FromSeconds(seconds) : null,
        });
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Logged(nint client, nint user, int level, byte* text)
    {
        if (level == NativeMethods.LogError)
        {
            Self(user)._logged = Marshal.PtrToStringUTF8((nint)text);
        }
    }

    /// <summary>A key with a password is not taken; without this the library would ask for it at the terminal.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int NoPassword(byte* buffer, int size, int writing, nint user) => 0;
}
