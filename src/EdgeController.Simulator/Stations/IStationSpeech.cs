using System.Text.Json;
using EdgeController.Core.Events;

namespace EdgeController.Simulator.Stations;

/// <summary>What a simulated station says of its own accord, in the words of one OCPP version; a null is a message that the version does not have.</summary>
internal interface IStationSpeech
{
    void WriteBoot(Utf8JsonWriter writer, string reason);

    /// <summary>What the station adds to its answers though nobody needs it.</summary>
    void WriteExtra(Utf8JsonWriter writer);

    OutgoingCall Authorize(string token);

    /// <summary>Whether the answer to <see cref="Authorize"/> or <see cref="Started"/> lets the driver charge; silence about it does.</summary>
    bool Allows(JsonElement answer);

    OutgoingCall Started(StationConnector connector, StationTransaction transaction, string token, bool offline);

    /// <summary>Takes the transaction's id from the answer to <see cref="Started"/> where it comes from there.</summary>
    void Learn(StationTransaction transaction, JsonElement answer);

    OutgoingCall Ended(StationConnector connector, StationTransaction transaction, DateTime at, string reason, bool offline);

    /// <summary>The status word of a connector; a change that keeps the word is not told.</summary>
    string Word(EvseStatus status);

    OutgoingCall? Status(int connector, EvseStatus status, DateTime at);

    OutgoingCall? StateChanged(StationTransaction transaction, EvseStatus status, DateTime at, bool offline);

    OutgoingCall Sample(StationConnector connector, in MeterSample sample, bool triggered, bool offline);
}
