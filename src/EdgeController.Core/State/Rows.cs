using System.Collections;
using System.Runtime.CompilerServices;

namespace EdgeController.Core.State;

/// <summary>
/// An immutable list in pages, so that changing one row copies its page and not the site: every sample of every station changes a row.
/// </summary>
[CollectionBuilder(typeof(Rows), nameof(Rows.Create))]
public sealed class Rows<T> : IReadOnlyList<T>
{
    private const int Shift = 5;
    private const int PageLength = 1 << Shift;

    private readonly T[][] _pages;

    internal Rows(ReadOnlySpan<T> rows)
    {
        Count = rows.Length;
        _pages = new T[(rows.Length + PageLength - 1) / PageLength][];
        for (var page = 0; page < _pages.Length; page++)
        {
            var rest = rows[(page << Shift)..];
            _pages[page] = rest[..Math.Min(PageLength, rest.Length)].ToArray();
        }
    }

    private Rows(T[][] pages, int count) => (_pages, Count) = (pages, count);

    public int Count { get; }

    public T this[int index] => _pages[index >> Shift][index & (PageLength - 1)];

    /// <summary>The same rows but for one.</summary>
    public Rows<T> SetItem(int index, T row)
    {
        T[][] pages = [.. _pages];
        var page = pages[index >> Shift] = [.. pages[index >> Shift]];
        page[index & (PageLength - 1)] = row;
        return new Rows<T>(pages, Count);
    }

    public IEnumerator<T> GetEnumerator() => _pages.SelectMany(page => page).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes <see cref="Rows{T}"/> from collection expressions.</summary>
public static class Rows
{
    public static Rows<T> Create<T>(ReadOnlySpan<T> rows) => new(rows);
}
