using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>The imports of libmosquitto 2.0 (libmosquitto.so.1), and the libc calls to wait for its socket.</summary>
internal static unsafe partial class NativeMethods
{
    internal const int Success = 0;
    internal const int ConnectionPending = -1;
    internal const int OptionProtocolVersion = 1;
    internal const int OptionReceiveMaximum = 4;
    internal const int OptionUseSystemCertificates = 13;
    internal const int Protocol311 = 4;
    internal const int Protocol5 = 5;
    internal const int PropertyMessageExpiry = 2;
    internal const int PropertyMaximumPacketSize = 39;
    internal const int ReasonTakenOver = 142;
    internal const int LogError = 8;
    internal const short PollIn = 1;
    internal const short PollOut = 4;
    internal const int EventNonBlocking = 0x800;
    internal const int EventCloseOnExec = 0x80000;

    /// <summary>Loaded beforehand by <see cref="LibMosquittoLibrary"/>, so that every later lookup finds it by this name.</summary>
    private const string LibMosquitto = "libmosquitto.so.1";
    private const string LibC = "libc";

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_lib_init")]
    internal static partial int LibraryInit();

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial MosquittoHandle New(string id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint user);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_destroy")]
    internal static partial void Destroy(nint client);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_int_option")]
    internal static partial int SetOption(MosquittoHandle client, int option, int value);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_username_pw_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetUser(MosquittoHandle client, string? user, string? password);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_will_set_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetWill(MosquittoHandle client, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetTls(MosquittoHandle client, string? caFile, string? caPath, string? certificate, string? key, delegate* unmanaged[Cdecl]<byte*, int, int, nint, int> password);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_connect_v5_callback_set")]
    internal static partial void OnConnect(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_disconnect_v5_callback_set")]
    internal static partial void OnDisconnect(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_publish_v5_callback_set")]
    internal static partial void OnPublish(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_message_v5_callback_set")]
    internal static partial void OnMessage(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, Message*, nint, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_subscribe_v5_callback_set")]
    internal static partial void OnSubscribe(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, nint, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_log_callback_set")]
    internal static partial void OnLog(MosquittoHandle client, delegate* unmanaged[Cdecl]<nint, nint, int, byte*, void> callback);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_connect_bind_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Connect(MosquittoHandle client, string host, int port, int keepAlive, string? bind, nint properties);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_connect_bind_async", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int BeginConnect(MosquittoHandle client, string host, int port, int keepAlive, string? bind);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_disconnect")]
    internal static partial int Disconnect(MosquittoHandle client);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_publish_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Publish(MosquittoHandle client, int* id, string topic, int length, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain, nint properties);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_subscribe_v5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Subscribe(MosquittoHandle client, int* id, string filter, int qos, int options, nint properties);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_socket")]
    internal static partial int Socket(MosquittoHandle client);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_want_write")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool WantsToWrite(MosquittoHandle client);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_loop_read", SetLastError = true)]
    internal static partial int Read(MosquittoHandle client, int packets);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_loop_write", SetLastError = true)]
    internal static partial int Write(MosquittoHandle client, int packets);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_loop_misc", SetLastError = true)]
    internal static partial int KeepAlive(MosquittoHandle client);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_property_add_int32")]
    internal static partial int AddProperty(nint* list, int identifier, uint value);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_property_read_int32")]
    internal static partial nint ReadProperty(nint list, int identifier, uint* value, [MarshalAs(UnmanagedType.U1)] bool skipFirst);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_property_free_all")]
    internal static partial void FreeProperties(nint* list);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_strerror")]
    internal static partial byte* ErrorText(int code);

    [LibraryImport(LibMosquitto, EntryPoint = "mosquitto_reason_string")]
    internal static partial byte* ReasonText(int code);

    [LibraryImport(LibC, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport(LibC, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int NewEvent(uint initial, int flags);

    [LibraryImport(LibC, EntryPoint = "read", SetLastError = true)]
    internal static partial nint ReadEvent(int descriptor, ulong* value, nuint length);

    [LibraryImport(LibC, EntryPoint = "write", SetLastError = true)]
    internal static partial nint WriteEvent(int descriptor, ulong* value, nuint length);

    /// <summary><c>struct mosquitto_message</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        internal int Id;
        internal byte* Topic;
        internal byte* Payload;
        internal int Length;
        internal int Qos;
        internal byte Retain;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int Descriptor;
        internal short Wanted;
        internal short Got;
    }
}
