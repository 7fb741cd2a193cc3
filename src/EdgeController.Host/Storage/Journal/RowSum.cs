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
    public static long Of(string station, JournalEntry entry) =>
        Of([1, .. Text(station), .. Number(entry.Sequence), .. Text(entry.Version), .. Number(entry.At.UtcTicks), .. Number(entry.LocalTransaction), .. entry.Frame.Span]);

    public static long Of(string station, TransactionAlias alias) =>
        Of([2, .. Text(station), .. Number(alias.Local), .. Number(alias.Upstream), .. Number(alias.Connector)]);

    public static long Of(string station, bool bootAccepted, int lastLocal, string cards) =>
        Of([3, .. Text(station), bootAccepted ? (byte)1 : (byte)0, .. Number(lastLocal), .. Text(cards)]);

    private static long Of(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    private static byte[] Text(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    /// <summary>Null is a number that no column here holds.</summary>
    private static byte[] Number(long? value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value ?? long.MinValue);
        return bytes;
    }
}
