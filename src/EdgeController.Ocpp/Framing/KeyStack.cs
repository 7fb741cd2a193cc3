using System.Text;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// The keys seen in each open object, by depth. Few and plain keys, as in every honest message, are compared as the bytes that they
/// came in; an object with more of them, or with an escape in one, gets a set.
/// </summary>
internal sealed class KeyStack
{
    private const int FewKeys = 16;

    private readonly List<Keys> _byDepth = [];

    public void Open(int depth)
    {
        while (_byDepth.Count <= depth)
        {
            _byDepth.Add(new Keys());
        }

        _byDepth[depth].Clear();
    }

    /// <summary>False where the object open at that depth has the key already.</summary>
    /// <param name="depth">The object's depth.</param>
    /// <param name="utf8">The text that all keys of the message are in.</param>
    /// <param name="key">Where the key's bytes are in it, without quotes.</param>
    /// <param name="unescaped">The key as text where it holds an escape.</param>
    public bool Add(int depth, ReadOnlySpan<byte> utf8, Range key, string? unescaped) => _byDepth[depth].Add(utf8, key, unescaped);

    private sealed class Keys
    {
        private readonly Range[] _few = new Range[FewKeys];
        private HashSet<string>? _many;
        private int _count;

        public void Clear() => (_count, _many) = (0, null);

        public bool Add(ReadOnlySpan<byte> utf8, Range key, string? unescaped)
        {
            if (_many is null && unescaped is null && _count < FewKeys)
            {
                foreach (var seen in _few.AsSpan(0, _count))
                {
                    if (utf8[seen].SequenceEqual(utf8[key]))
                    {
                        return false;
                    }
                }

                _few[_count++] = key;
                return true;
            }

            if (_many is null)
            {
                _many = new HashSet<string>(StringComparer.Ordinal);
                foreach (var seen in _few.AsSpan(0, _count))
                {
                    _many.Add(Encoding.UTF8.GetString(utf8[seen]));
                }
            }

            return _many.Add(unescaped ?? Encoding.UTF8.GetString(utf8[key]));
        }
    }
}
