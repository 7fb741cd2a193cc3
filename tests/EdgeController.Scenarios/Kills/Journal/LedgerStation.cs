using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>
/// A station that makes transactions without a pause, one message after the other. A message without an answer is sent again, the same
/// bytes, when it is connected again: as stations do.
/// </summary>
internal sealed class LedgerStation(string id, string version, Uri controller, TransactionLedger ledger, CancellationToken stop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private LedgerLine? _open;
    private string _action = "";
    private int _message;
    private int _transaction;
    private int _step;
    private string _number = "0";

    /// <summary>How often it was connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Works until told to stop; a message that is under way then is brought to its answer.</summary>
    public async Task RunAsync()
    {
        while (!stop.IsCancellationRequested || _open is not null)
        {
            using var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("ocpp" + version);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90), TimeProvider.System);
            try
            {
                await socket.ConnectAsync(new Uri($"{controller}/{id}"), limit.Token);
                Connections++;
                await CallAsync(socket, "boot", "BootNotification", version == "1.6"
                    ? "{\"chargePointVendor\":\"v\",\"chargePointModel\":\"m\"}"
                    : "{\"reason\":\"PowerUp\",\"chargingStation\":{\"vendorName\":\"v\",\"model\":\"m\"}}", limit.Token);
                while (!stop.IsCancellationRequested || _open is not null)
                {
                    await TransactAsync(socket, limit.Token);
                    await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
                }

                return;
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task TransactAsync(ClientWebSocket socket, CancellationToken limit)
    {
        if (_open is null)
        {
            var (action, payload) = version == "1.6" ? Next16() : Next2x();
            _action = action;
            _open = new LedgerLine($"{id}-{++_message}", $"[2,\"{id}-{_message}\",\"{action}\",{payload}]");
        }

        await SendAsync(socket, _open.Text, limit);
        var answer = await AnswerAsync(socket, _open.Id, limit);
        ledger.StationWasAnswered(_open);
        _open = null;
        if (_action == "StartTransaction")
        {
            _number = answer.GetProperty("transactionId").GetRawText();
        }

        _step = (_step + 1) % 4;
    }

    private (string Action, string Payload) Next16()
    {
        var time = $"2026-11-02T00:00:00.{_message % 1000:000}Z";
        return _step switch
        {
            0 => ("StartTransaction", $"{{\"connectorId\":1,\"idTag\":\"CARD\",\"meterStart\":{++_transaction},\"timestamp\":\"{time}\"}}"),
            3 => ("StopTransaction", $"{{\"transactionId\":{_number},\"meterStop\":{_transaction},\"timestamp\":\"{time}\"}}"),
            _ => ("MeterValues", $"{{\"connectorId\":1,\"transactionId\":{_number},\"meterValue\":[{{\"timestamp\":\"{time}\",\"sampledValue\":[{{\"value\":\"{_transaction}.{_step}\"}}]}}]}}"),
        };
    }

    private (string Action, string Payload) Next2x()
    {
        var kind = _step switch
        {
            0 => "Started",
            3 => "Ended",
            _ => "Updated",
        };
        _transaction += _step == 0 ? 1 : 0;
        var token = _step == 0 ? ",\"idToken\":{\"idToken\":\"CARD\",\"type\":\"ISO14443\"}" : string.Empty;
        return ("TransactionEvent",
            $"{{\"eventType\":\"{kind}\",\"timestamp\":\"2026-11-02T00:00:00.{_message % 1000:000}Z\",\"triggerReason\":\"MeterValuePeriodic\",\"seqNo\":{_step},"
            + $"\"transactionInfo\":{{\"transactionId\":\"{id}/{_transaction}\"}},\"evse\":{{\"id\":1,\"connectorId\":1}}{token}}}");
    }

    private async Task CallAsync(ClientWebSocket socket, string message, string action, string payload, CancellationToken limit)
    {
        await SendAsync(socket, $"[2,\"{id}-{message}-{Connections}\",\"{action}\",{payload}]", limit);
        await AnswerAsync(socket, $"{id}-{message}-{Connections}", limit);
    }

    /// <summary>The payload of the answer; calls of the controller are answered on the way.</summary>
    private async Task<JsonElement> AnswerAsync(ClientWebSocket socket, string message, CancellationToken limit)
    {
        while (true)
        {
            var frame = await ReceiveAsync(socket, limit);
            switch (frame[0].GetInt32())
            {
                case 2:
                    await SendAsync(socket, $"[3,{frame[1].GetRawText()},{{\"status\":\"Accepted\"}}]", limit);
                    break;
                case 3 when frame[1].GetString() == message:
                    return frame[2];
                case 4 when frame[1].GetString() == message:
                    Assert.Fail($"{id}: {message} was answered with an error: {frame}");
                    break;
            }
        }
    }

    private async Task<JsonElement> ReceiveAsync(ClientWebSocket socket, CancellationToken limit)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), limit);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException("closed");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonElement>(_buffer.AsSpan(0, length));
            }
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string text, CancellationToken limit) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, limit).AsTask();
}
