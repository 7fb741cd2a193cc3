using System.Globalization;
using System.Text.Json;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Reads the fields of one JSON object and notes the first thing that is wrong.</summary>
internal sealed class ProfileFields(JsonElement element, ProfileFields? parent = null)
{
    private ProfileFault? _fault;

    /// <summary>The first fault of this object or of one inside it.</summary>
    public ProfileFault? Fault => _fault;

    public static ProfileFields Of(JsonElement element)
    {
        var fields = new ProfileFields(element);
        if (element.ValueKind != JsonValueKind.Object)
        {
            fields.Note(FaultKind.WrongType, "an object is expected");
        }

        return fields;
    }

    public bool Has(string name) => Find(name) is not null;

    public int? Whole(string name, bool required = false, int least = int.MinValue)
    {
        if (Value(name, JsonValueKind.Number, required) is not { } value)
        {
            return null;
        }

        // 60.0 is a whole number to JSON.
        if (!value.TryGetInt32(out var number) && !(value.TryGetDouble(out var real) && real == Math.Floor(real) && Math.Abs(real) <= int.MaxValue && (number = (int)real) == real))
        {
            Note(FaultKind.WrongType, $"{name} must be a whole number");
            return null;
        }

        if (number < least)
        {
            Note(FaultKind.BadValue, $"{name} must be at least {least}");
            return null;
        }

        return number;
    }

    public double? Real(string name, bool required = false)
    {
        if (Value(name, JsonValueKind.Number, required) is not { } value)
        {
            return null;
        }

        if (value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        Note(FaultKind.BadValue, $"{name} is no number that can be used");
        return null;
    }

    public string? Text(string name, bool required = false) => Value(name, JsonValueKind.String, required)?.GetString();

    public bool? Flag(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Note(FaultKind.WrongType, $"{name} must be true or false");
        return null;
    }

    /// <summary>A time; one without an offset is UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.UtcDateTime.Year is > 1900 and < 9000)
        {
            return time;
        }

        Note(FaultKind.BadValue, $"{name} is no time");
        return null;
    }

    /// <summary>One of the words; null where absent or none of them.</summary>
    public T? Word<T>(string name, bool required, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        if (Text(name, required) is not { } text)
        {
            return null;
        }

        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        Note(FaultKind.BadValue, $"{name} has no value '{(text.Length <= 40 ? text : text[..40])}'");
        return null;
    }

    public ProfileFields? Object(string name, bool required = false) =>
        Value(name, JsonValueKind.Object, required) is { } value ? new ProfileFields(value, this) : null;

    /// <summary>The objects of a list of at least one; null where absent.</summary>
    public IReadOnlyList<ProfileFields>? List(string name, bool required, int most)
    {
        if (Value(name, JsonValueKind.Array, required) is not { } value)
        {
            return null;
        }

        if (value.GetArrayLength() == 0 || value.GetArrayLength() > most)
        {
            Note(FaultKind.Missing, $"{name} must have 1 to {most} elements");
            return null;
        }

        return [.. value.EnumerateArray().Select(item =>
        {
            var fields = new ProfileFields(item, this);
            if (item.ValueKind != JsonValueKind.Object)
            {
                fields.Note(FaultKind.WrongType, $"{name} must hold objects");
            }

            return fields;
        })];
    }

    /// <summary>The whole numbers of a list; null where absent.</summary>
    public IReadOnlyList<int>? Numbers(string name)
    {
        if (Value(name, JsonValueKind.Array, required: false) is not { } value)
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var number))
            {
                Note(FaultKind.WrongType, $"{name} must hold whole numbers");
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The texts of a list; null where absent.</summary>
    public IReadOnlyList<string>? Texts(string name) => Value(name, JsonValueKind.Array, required: false) is { } value
        ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : null;

    public string Raw(string name) => Find(name)?.GetRawText() ?? "null";

    public void Refuse(string reason, string text) => Note(ProfileFault.Refused(reason, text));

    private void Note(FaultKind kind, string text) => Note(new ProfileFault(kind, text));

    private void Note(ProfileFault fault)
    {
        _fault ??= fault;
        parent?.Note(fault);
    }

    private JsonElement? Value(string name, JsonValueKind kind, bool required)
    {
        if (Find(name) is not { } value)
        {
            if (required)
            {
                Note(FaultKind.Missing, $"{name} is missing");
            }

            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Note(FaultKind.WrongType, $"{name} is of the wrong type");
        return null;
    }

    private JsonElement? Find(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
