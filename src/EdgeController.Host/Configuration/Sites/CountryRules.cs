using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>What <c>site.country</c> turns on.</summary>
internal static class CountryRules
{
    /// <summary>Countries whose rules are known.</summary>
    internal static ImmutableArray<string> Codes { get; } = ["DE", "AT"];

    /// <summary>Permitted difference between two phases: Germany 4.6 kVA = 20 A (VDE-AR-N 4100), Austria 16 A; null where no country is named.</summary>
    internal static Amperes? Unbalance(string? country) => country switch
    {
        "DE" => new Amperes(20),
        "AT" => new Amperes(16),
        _ => null,
    };
}
