using System.Security.Cryptography;

namespace EdgeController.Ocpp.Links;

/// <summary>Sources of the 96 random bits in each message id of ours, as 24 hexadecimal digits.</summary>
public static class MessageIdSource
{
    private const int Bytes = 12;

    /// <summary>Unpredictable ids for a real site.</summary>
    public static Func<string> Secure { get; } = () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Repeatable ids for simulated time.</summary>
    public static Func<string> Seeded(Random random) => () =>
    {
        var bits = new byte[Bytes];
        random.NextBytes(bits);
        return Convert.ToHexStringLower(bits);
    };
}
