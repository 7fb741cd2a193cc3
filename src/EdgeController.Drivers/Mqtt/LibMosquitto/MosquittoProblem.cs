using System.Runtime.InteropServices;

namespace EdgeController.Drivers.Mqtt.LibMosquitto;

/// <summary>Sentences for what the library and the broker say with numbers.</summary>
internal static unsafe class MosquittoProblem
{
    private const int NotConnected = 4;
    private const int ConnectionLost = 7;
    private const int Tls = 8;
    private const int SystemError = 14;
    private const int UnknownHost = 15;
    private const int KeepAlive = 19;
    private const int TlsHandshake = 23;
    private const int ErrnoRefused = 111;

    public static string Of(MqttOptions options, int result, int errno, string? logged) => result switch
    {
        SystemError when errno == ErrnoRefused => $"{At(options)} refused the connection: is the broker running there?",
        SystemError => $"no connection to {At(options)}: {Marshal.GetPInvokeErrorMessage(errno)}",
        UnknownHost => $"the host name {options.Host} does not resolve",
        Tls or TlsHandshake => $"no TLS connection to {At(options)}: {logged ?? "the handshake failed"}; check the broker's certificate and its name, ca, cert and key",
        KeepAlive => $"{At(options)} gave no sign for {options.KeepAlive.TotalSeconds:0} s after it was asked for one",
        ConnectionLost or NotConnected => $"{At(options)} closed the connection{(logged is null ? "" : $": {logged}")}",
        _ => $"the connection to {At(options)} failed: {Text(NativeMethods.ErrorText(result))}",
    };

    /// <summary>MQTT 3.1.1 answers 1 to 5 (3.2.2.3), MQTT 5 reason codes from 128 (3.2.2.2).</summary>
    public static string OfConnack(MqttOptions options, int reason) => reason switch
    {
        4 or 134 => $"{At(options)} refuses the user name or the password",
        5 or 135 => $"{At(options)} does not let this client in: user name, password or certificate are missing or have no right",
        2 or 133 => $"{At(options)} refuses the client id '{options.ClientId}'",
        1 or 132 => $"{At(options)} does not speak MQTT {(options.IsVersion5 ? "5: write version: 3.1.1" : "3.1.1: write version: 5")}",
        3 or 136 => $"{At(options)} is not available",
        _ => $"{At(options)} refuses the connection: {Reason(reason)}",
    };

    public static string OfDisconnect(MqttOptions options, int reason, string? logged) =>
        reason == NativeMethods.ReasonTakenOver ? $"another client with the client id '{options.ClientId}' took the connection to {At(options)}"
        : reason >= 128 ? $"{At(options)} ended the connection: {Reason(reason)}"
        : Of(options, reason == 0 ? ConnectionLost : reason, Marshal.GetLastPInvokeError(), logged);

    public static string Reason(int code) => Text(NativeMethods.ReasonText(code)).TrimEnd('.').ToLowerInvariant();

    private static string At(MqttOptions options) => FormattableString.Invariant($"{options.Host}:{options.Port}");

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "unknown";
}
