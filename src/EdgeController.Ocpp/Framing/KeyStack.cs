using System.Text;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// The keys seen in each open object of a frame, by depth: places in the frame, compared byte by byte; a set of texts only for an object
/// with many keys or an escaped one.
/// </summary>
internal sealed class KeyStack
{
    private const int Few = 16;

    private (int Start, int Length)[]? _keys;
    private int _count;
    private int[]? _first;
    private HashSet<string>?[]? _many;

    /// <summary>Forgets the frame before: the places are used again, its sets are not kept.</summary>
    public void Clear() => (_count, _many) = (0, null);

    public void Open(int depth)
    {
        if (_first is null || _first.Length <= depth)
        {
            Array.Resize(ref _first, Math.Max(8, (depth + 1) * 2));
        }

        _first[depth] = _count;
        if (_many is not null && depth < _many.Length)
        {
            _many[depth] = null;
        }
    }

    /// <summary>The object at that depth is over.</summary>
    public void Close(int depth) => _count = _first![depth];

    /// <summary>False where the object open at that depth has the key, without escapes at that place of the frame, already.</summary>
    public bool Add(int depth, ReadOnlySpan<byte> frame, int start, int length)
    {
        if (SetAt(depth) is { } set)
        {
            return set.Add(Encoding.UTF8.GetString(frame.Slice(start, length)));
        }

        _keys ??= new (int, int)[Few];
        var key = frame.Slice(start, length);
        for (var k = _first![depth]; k < _count; k++)
        {
            if (_keys[k].Length == length && frame.Slice(_keys[k].Start, length).SequenceEqual(key))
            {
                return false;
            }
        }

        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, _count * 2);
        }

        _keys[_count++] = (start, length);
        if (_count - _first[depth] > Few)
        {
            Spread(depth, frame);
        }

        return true;
    }

    /// <summary>The same for a key that the frame writes with escapes.</summary>
    public bool Add(int depth, ReadOnlySpan<byte> frame, string key) => (SetAt(depth) ?? Spread(depth, frame)).Add(key);

    private HashSet<string>? SetAt(int depth) => _many is not null && depth < _many.Length ? _many[depth] : null;

    private HashSet<string> Spread(int depth, ReadOnlySpan<byte> frame)
    {
        var set = new HashSet<string>(StringComparer.Ordinal);
        for (var k = _first![depth]; k < _count; k++)
        {
            set.Add(Encoding.UTF8.GetString(frame.Slice(_keys![k].Start, _keys[k].Length)));
        }

        if (_many is null || _many.Length <= depth)
        {
            Array.Resize(ref _many, Math.Max(8, (depth + 1) * 2));
        }

        return _many[depth] = set;
    }
}
