using EdgeController.Core.Events;

namespace EdgeController.Core.State;

/// <summary>Profile writes by what they were for.</summary>
public readonly record struct WriteTally(int Decreases, int Increases, int Renewals, int Fallbacks)
{
    public int Total => Decreases + Increases + Renewals + Fallbacks;

    /// <summary>Those that wait when the day's budget is used up.</summary>
    public int Deferrable => Increases + Renewals;

    public static WriteTally Of(ProfileWrite write) => write switch
    {
        ProfileWrite.Decrease => new(1, 0, 0, 0),
        ProfileWrite.Increase => new(0, 1, 0, 0),
        ProfileWrite.Renewal => new(0, 0, 1, 0),
        _ => new(0, 0, 0, 1),
    };

    public static WriteTally operator +(WriteTally a, WriteTally b) =>
        new(a.Decreases + b.Decreases, a.Increases + b.Increases, a.Renewals + b.Renewals, a.Fallbacks + b.Fallbacks);
}
