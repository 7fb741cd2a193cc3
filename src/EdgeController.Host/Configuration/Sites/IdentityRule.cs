using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The identities as which the controller itself connects to back ends: each its own, and for a back end that has stations.</summary>
internal static class IdentityRule
{
    internal static OwnIdentity? Read(Entry backEnd, DiagnosticList diagnostics)
    {
        if (backEnd.Find("identity") is not { } identity)
        {
            if (backEnd.Find("identity_ocpp") is { } version)
            {
                diagnostics.Error(version.KeyPosition, Codes.WithoutEffect, "without identity the controller does not connect itself, so that identity_ocpp has no effect", "Remove identity_ocpp, or write an identity.");
            }

            return null;
        }

        if (identity.Value is not string text)
        {
            return null;
        }

        if (StationIds.Expand(text) is not { Problem: null, Ids: [var id] } || id != text)
        {
            diagnostics.Error(identity.Position, Codes.BadValue, $"{identity.Path}: '{text}' is no identity (1 to 48 of letters, digits and *-_=+|@.)", "Write one identity, as the back end knows it.");
            return null;
        }

        return new OwnIdentity(new StationId(text), backEnd.Text("identity_ocpp") ?? "2.0.1");
    }

    internal static void Check(Site site, Entry? section, DiagnosticList diagnostics)
    {
        foreach (var backEnd in site.BackEnds)
        {
            if (backEnd.Identity is not { } identity || section?.Find(backEnd.Name)?.Find("identity") is not { } entry)
            {
                continue;
            }

            if (site.Stations.Any(station => station.Id == identity.Id))
            {
                diagnostics.Error(entry.Position, Codes.IdentityTwice, $"{entry.Path}: a station has the identity '{identity.Id}'", "The controller needs an identity of its own.");
            }
            else if (site.BackEnds.First(other => other.Identity?.Id == identity.Id) != backEnd)
            {
                diagnostics.Error(entry.Position, Codes.IdentityTwice, $"{entry.Path}: another back end knows the controller as '{identity.Id}'", "Give the controller an identity for each back end.");
            }

            if (!site.Stations.IsEmpty && site.Stations.All(station => station.Csms != backEnd.Name))
            {
                diagnostics.Error(entry.KeyPosition, Codes.WithoutEffect, $"back end '{backEnd.Name}' has no stations that it could limit", "Remove identity, or give the back end stations.");
            }
        }
    }
}
