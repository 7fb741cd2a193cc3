namespace EdgeController.Core.Topology;

/// <summary>A circuit's key in the site file.</summary>
public readonly record struct CircuitId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A meter's key in the site file.</summary>
public readonly record struct MeterId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A station's OCPP identity, decoded (OCPP-J: the last segment of the connection URL).</summary>
public readonly record struct StationId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One EVSE of a station. In OCPP 1.6 the number is the connectorId; both count from 1.</summary>
public readonly record struct EvseId(StationId Station, int Number)
{
    public override string ToString() => $"{Station.Value}/{Number}";
}
