using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Profiles;

/// <summary>Limits as 1.6 stations take them: at most one decimal (schema: multiple of 0.1).</summary>
public static class ProfileLimit
{
    private const decimal Highest = 100_000m;

    /// <summary>
    /// The largest tenth at or below the input that also passes a validator which divides by 0.1 in doubles and wants an integer
    /// (0.3 and 16.3 do not). No number, or one below 0.1, is 0.
    /// </summary>
    public static decimal RoundDown(Amperes limit)
    {
        if (double.IsNaN(limit.Value) || limit.Value <= 0)
        {
            return 0;
        }

        // Through decimal, because 16.1 * 10 in doubles may fall below 161.
        var tenths = limit.Value >= (double)Highest ? (int)(Highest * 10) : (int)Math.Floor((decimal)limit.Value * 10);
        while (!Survives(tenths))
        {
            tenths--;
        }

        return tenths % 10 == 0 ? tenths / 10 : tenths / 10m;
    }

    private static bool Survives(int tenths)
    {
        var quotient = tenths / 10.0 / 0.1;
        return quotient == Math.Floor(quotient);
    }
}
