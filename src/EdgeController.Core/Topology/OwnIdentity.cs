namespace EdgeController.Core.Topology;

/// <summary>As whom the controller connects to a back end: a station without EVSEs (OCPP 2.0.1 part 4, local controller).</summary>
/// <param name="Id">The identity, which no station of the site has.</param>
/// <param name="Version">The OCPP version: <c>1.6</c>, <c>2.0.1</c> or <c>2.1</c>.</param>
public sealed record OwnIdentity(StationId Id, string Version);
