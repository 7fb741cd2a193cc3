using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads values that belong to the three phases.</summary>
internal static class PhaseLeaves
{
    /// <summary>One current for all phases, a list of three, or a mapping with L1, L2 and L3.</summary>
    internal static Leaf ReadAmps(KeySpec spec, YamlNode node)
    {
        if (node.Kind == YamlKind.Scalar && !node.IsNull)
        {
            var leaf = Quantity.Read(spec, node);
            return leaf.Value is double amps ? Leaf.Good(PerPhase.All(new Amperes(amps))) : leaf;
        }

        var nodes = node.Kind == YamlKind.Sequence ? node.Items.ToArray() : InPhaseOrder(node);
        if (nodes is not { Length: 3 })
        {
            var example = spec.UnitInKey ? "[35, 35, 35]" : "[35A, 35A, 35A]";
            return Leaf.Bad(node, "one current, or one for each of L1, L2 and L3 is expected here", $"Write for example '{spec.Name}: {example}'.");
        }

        var values = new Amperes[3];
        for (var i = 0; i < 3; i++)
        {
            if (nodes[i].Kind != YamlKind.Scalar || nodes[i].IsNull)
            {
                return Leaf.Bad(nodes[i], "a current in A is expected here", Leaf.ExampleOf(spec));
            }

            var leaf = Quantity.Read(spec, nodes[i]);
            if (leaf.Value is not double amps)
            {
                return leaf;
            }

            values[i] = new Amperes(amps);
        }

        return Leaf.Good(new PerPhase<Amperes>(values[0], values[1], values[2]));
    }

    /// <summary>The site phase at each terminal of a meter, as a list.</summary>
    internal static Leaf ReadList(KeySpec spec, YamlNode node)
    {
        var text = string.Concat(node.Items.Select(item => item.Kind == YamlKind.Scalar ? item.Text : "?"));
        return node.Items.Length == 3 && PhaseRotation.Parse(text) is { } rotation
            ? Leaf.Good(rotation)
            : Leaf.Bad(node, "the three site phases, each once, are expected here", Leaf.ExampleOf(spec));
    }

    private static YamlNode[]? InPhaseOrder(YamlNode node)
    {
        var found = PerPhase.Each
            .Select(phase => node.Entries.FirstOrDefault(entry => entry.Key == phase.ToString())?.Value)
            .OfType<YamlNode>()
            .ToArray();
        return found.Length == node.Entries.Length ? found : null;
    }
}
