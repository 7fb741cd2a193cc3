namespace EdgeController.Core.Topology;

/// <summary>How characters travel on a serial line.</summary>
/// <param name="Baud">Bits per second.</param>
/// <param name="DataBits">7 or 8.</param>
/// <param name="Parity"><c>N</c>, <c>E</c> or <c>O</c>.</param>
/// <param name="StopBits">1 or 2.</param>
public sealed record SerialFormat(int Baud, int DataBits, char Parity, int StopBits)
{
    /// <summary>Reads <c>8N1</c>; null where it is none.</summary>
    public static SerialFormat? Parse(int baud, string characters) =>
        characters is [>= '7' and <= '8', 'N' or 'E' or 'O', >= '1' and <= '2'] && baud > 0
            ? new SerialFormat(baud, characters[0] - '0', characters[1], characters[2] - '0')
            : null;

    public override string ToString() => $"{Baud} {DataBits}{Parity}{StopBits}";
}
