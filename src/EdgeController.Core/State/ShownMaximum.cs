using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// The most per phase that the vehicle of this session has shown to take while it was offered more. It stays known while the offer is below it,
/// so that what a limit costs can be told; nothing is given or taken away by it.
/// </summary>
public readonly record struct ShownMaximum
{
    /// <summary>Drawing this far above what it has shown means that it can take more, nobody knows how much.</summary>
    private static readonly Amperes Beyond = new(0.6);

    /// <summary>Null while it has always taken all that it was offered.</summary>
    public Amperes? Current { get; private init; }

    /// <summary>The most that it has drawn: it takes that much at least.</summary>
    public Amperes Drawn { get; private init; }

    /// <summary>What can be counted on where time is short: what it has shown, else the most that it has drawn; null while it has drawn nothing.</summary>
    public Amperes? Certain => Current ?? (Drawn > Beyond ? Drawn : null);

    /// <summary>Whether nothing more is to be learned of a vehicle that may take so much at most.</summary>
    public bool IsProven(Amperes most) => Current is not null || Drawn >= most - Beyond;

    /// <summary>Learns from one sample.</summary>
    /// <param name="drawn">What it draws, on the phase that carries most.</param>
    /// <param name="content">It has just been learned that it does not take all that it is offered.</param>
    public ShownMaximum Observe(Amperes drawn, bool content) => new()
    {
        Current = content ? drawn : Current is { } shown && drawn > shown + Beyond ? null : Current,
        Drawn = Amperes.Max(Drawn, drawn),
    };
}
