using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Framing;

/// <summary>Reflection-free JSON for the plain text inside a frame.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class FrameText : JsonSerializerContext;
