namespace EdgeController.Host.Configuration;

/// <summary>A place in a text file; line and column count from 1.</summary>
public readonly record struct TextPosition(int Line, int Column) : IComparable<TextPosition>
{
    public static readonly TextPosition Start = new(1, 1);

    public int CompareTo(TextPosition other) => Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
}
