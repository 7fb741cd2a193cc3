using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Why a profile message cannot be taken.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Reason">2.x reason code, for <see cref="FaultKind.Refused"/>.</param>
public sealed record ProfileFault(FaultKind Kind, string Text, string? Reason = null)
{
    /// <summary>The code of the CALLERROR; null where the answer is a plain refusal.</summary>
    public string? ErrorCode(string version) => Kind switch
    {
        // 1.6 has kept the typing error.
        FaultKind.Missing => version == OcppVersion.V16 ? "OccurenceConstraintViolation" : "OccurrenceConstraintViolation",
        FaultKind.WrongType => "TypeConstraintViolation",
        FaultKind.BadValue => "PropertyConstraintViolation",
        _ => null,
    };

    internal static ProfileFault Refused(string reason, string text) => new(FaultKind.Refused, text, reason);
}

/// <summary>What is wrong with a profile message.</summary>
public enum FaultKind
{
    /// <summary>A field is absent.</summary>
    Missing,
    WrongType,

    /// <summary>A value that the version does not have.</summary>
    BadValue,

    /// <summary>Well-formed, and not to be had.</summary>
    Refused,
}
