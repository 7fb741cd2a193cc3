using System.Collections.Frozen;
using System.Globalization;

namespace EdgeController.Drivers.SunSpec;

/// <summary>The models that are read, from the table <c>models.txt</c>.</summary>
public static class SunSpecModels
{
    private static readonly FrozenDictionary<int, FrozenDictionary<string, SunSpecPoint>> Models = Load();

    /// <summary>The numbers of all models in the table.</summary>
    public static IEnumerable<int> Known => Models.Keys;

    /// <summary>The point of that model; null where the table has none.</summary>
    public static SunSpecPoint? Find(int model, string point) => Models.GetValueOrDefault(model)?.GetValueOrDefault(point);

    /// <summary>All points of that model; none where the table does not have it.</summary>
    public static IEnumerable<SunSpecPoint> PointsOf(int model) => Models.TryGetValue(model, out var points) ? points.Values : [];

    private static FrozenDictionary<int, FrozenDictionary<string, SunSpecPoint>> Load()
    {
        using var stream = typeof(SunSpecModels).Assembly.GetManifestResourceStream("sunspec-models")!;
        using var reader = new StreamReader(stream);
        var models = new Dictionary<int, Dictionary<string, SunSpecPoint>>();
        int[] numbers = [];
        var repeats = 0;
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case [] or ["#", ..]:
                    break;
                case ["model", .. var ids]:
                    numbers = [.. ids.Select(Number)];
                    repeats = 0;
                    Array.ForEach(numbers, number => models.Add(number, []));
                    break;
                case ["repeats", var length]:
                    repeats = Number(length);
                    break;
                default:
                    var (type, size) = TypeOf(words[2]);
                    var point = new SunSpecPoint(words[0], Number(words[1]), type, size, words.Length > 3 ? Number(words[3]) : null, repeats);
                    Array.ForEach(numbers, number => models[number].Add(point.Name, point));
                    break;
            }
        }

        return models.ToFrozenDictionary(model => model.Key, model => model.Value.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static (SunSpecType Type, int Words) TypeOf(string word) => word switch
    {
        "int16" => (SunSpecType.Int16, 1),
        "uint16" => (SunSpecType.UInt16, 1),
        "int32" => (SunSpecType.Int32, 2),
        "uint32" => (SunSpecType.UInt32, 2),
        "uint64" => (SunSpecType.UInt64, 4),
        "float32" => (SunSpecType.Float32, 2),
        "acc32" => (SunSpecType.Acc32, 2),
        "enum16" => (SunSpecType.Enum16, 1),
        "bitfield16" => (SunSpecType.Bitfield16, 1),
        "count" => (SunSpecType.Count, 1),
        _ when word.StartsWith("string", StringComparison.Ordinal) => (SunSpecType.Text, Number(word["string".Length..])),
        _ => throw new InvalidOperationException($"models.txt: unknown type '{word}'"),
    };
}
