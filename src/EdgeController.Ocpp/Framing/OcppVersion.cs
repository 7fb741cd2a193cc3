namespace EdgeController.Ocpp.Framing;

/// <summary>The OCPP versions that are spoken here, as the rest of the sub-protocol's name after <c>ocpp</c>.</summary>
public static class OcppVersion
{
    public const string V16 = "1.6";
    public const string V201 = "2.0.1";
    public const string V21 = "2.1";
}
