using System.Buffers.Binary;

namespace EdgeController.Host.Storage.Journal;

/// <summary>
/// What the first bytes of the database always are. SQLite believes them: one wrong byte makes it a file of another format, or one that
/// may only be read. After "Database File Format", section 1.3.
/// </summary>
internal static class JournalHeader
{
    private const int Length = 100;

    /// <summary>True also for a file that has no header yet.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsWhole(string file)
    {
        if (!File.Exists(file))
        {
            return true;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[Length];
        return stream.ReadAtLeast(head, Length, throwOnEndOfStream: false) < Length
            ? stream.Length == 0
            : head.AsSpan(0, 16).SequenceEqual("SQLite format 3\0"u8)
                && BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(16)) == JournalConnection.PageSize
                && head[18] is 1 or 2
                && head[19] == head[18]
                && head.AsSpan(20, 4).SequenceEqual("\0@  "u8)
                && BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(44)) is 0 or 4
                && BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(56)) is 0 or 1;
    }
}
