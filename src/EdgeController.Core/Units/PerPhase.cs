namespace EdgeController.Core.Units;

/// <summary>One value for each site phase.</summary>
public readonly record struct PerPhase<T>(T L1, T L2, T L3)
{
    public T this[Phase phase] => phase switch
    {
        Phase.L1 => L1,
        Phase.L2 => L2,
        _ => L3,
    };

    public PerPhase<TResult> Select<TResult>(Func<T, TResult> map) => new(map(L1), map(L2), map(L3));

    public PerPhase<T> With(Phase phase, T value) => phase switch
    {
        Phase.L1 => this with { L1 = value },
        Phase.L2 => this with { L2 = value },
        _ => this with { L3 = value },
    };
}

/// <summary>Makers of <see cref="PerPhase{T}"/> and the list of phases to loop over.</summary>
public static class PerPhase
{
    /// <summary>The three phases in order.</summary>
    public static readonly Phase[] Each = [Phase.L1, Phase.L2, Phase.L3];

    public static PerPhase<T> All<T>(T value) => new(value, value, value);
}
