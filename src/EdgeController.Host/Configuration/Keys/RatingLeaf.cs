using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads what may be a current per phase (a number of amperes) or a power (<see cref="Watts"/>), by its unit.</summary>
internal static class RatingLeaf
{
    // The range of the key is in amperes; in kilowatts the same holds as for a power limit.
    private const double MostKilowatts = 10_000;

    internal static Leaf Read(KeySpec spec, YamlNode node)
    {
        if (!node.Text.EndsWith('W'))
        {
            return Quantity.Read(spec, node);
        }

        var power = Quantity.Read(spec with { Kind = KeyKind.Kilowatts, Min = 0, Max = MostKilowatts }, node);
        return power.Value is double kilowatts ? Leaf.Good(new Watts(kilowatts * 1000)) : power;
    }
}
