using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// A sum over each row, since SQLite does not notice a byte that has changed inside a value: no frame reaches the back end that the
/// station did not send. The first eight bytes of SHA-256.
/// </summary>
internal static class RowSum
{
    public static long Of(string station, JournalEntry entry) => Of(
        [1, .. Text(station), .. Number(entry.Sequence), .. Text(entry.Version), .. Number(entry.At.UtcTicks), .. Number(entry.LocalTransaction), entry.Relayed ? (byte)1 : (byte)0, .. entry.Frame.Span]);

    public static long Of(string station, TransactionAlias alias) =>
        Of([2, .. Text(station), .. Number(alias.Local), .. Number(alias.Upstream), .. Number(alias.Connector), .. Text(alias.Start)]);

    public static long Of(string station, LearnedToken token) => Of([3, .. Text(station), .. Text(token.Token), .. Text(JournalRows.Time(token.Until)), .. Text(token.Parent)]);

    public static long Of(string station, string fact, long value) => Of([4, .. Text(station), .. Text(fact), .. Number(value)]);

    private static long Of(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    private static byte[] Text(string? text) => text is null ? Number(null) : [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>Null is a number that no column here holds.</summary>
    private static byte[] Number(long? value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value ?? long.MinValue);
        return bytes;
    }
}
