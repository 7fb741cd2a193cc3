using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Links;

/// <summary>All that a station's link asks its shell to do, in order: a closed set.</summary>
public abstract record LinkOutput
{
    private protected LinkOutput()
    {
    }
}

/// <summary>Send this text message to the station.</summary>
public sealed record ToStation(ReadOnlyMemory<byte> Utf8) : LinkOutput;

/// <summary>Send this text message to the CSMS.</summary>
public sealed record ToCsms(ReadOnlyMemory<byte> Utf8) : LinkOutput;

/// <summary>Close the station's socket; nothing more of it is delivered to the link.</summary>
public sealed record CloseStation(int Code, string Reason) : LinkOutput;

/// <summary>Open the upstream socket under the station's identity with the sub-protocol of that version.</summary>
public sealed record OpenCsms(string Version) : LinkOutput;

/// <summary>Close the upstream socket or give up opening it; nothing more of it is delivered to the link.</summary>
public sealed record CloseCsms(string Reason) : LinkOutput;

/// <summary>Post this to the site's inbox.</summary>
public sealed record Report(SiteEvent Event) : LinkOutput;

/// <summary>Write this change to the station's journal and answer with <see cref="JournalWritten"/> or <see cref="JournalFailed"/>; one is under way at a time.</summary>
public sealed record WriteJournal(long Ticket, JournalChange Change) : LinkOutput;

/// <summary>A kept message that the CSMS would not take is given up: its whole content belongs in the log.</summary>
public sealed record GivenUp(JournalEntry Entry, string Why) : LinkOutput;

/// <summary>Keep this across restarts in the place of what was kept before (the port <see cref="IProfileStore"/>).</summary>
public sealed record KeepProfiles(StationId Station, KeptProfiles Book) : LinkOutput;

/// <summary>Something that belongs in the log.</summary>
public sealed record Notice(NoticeCode Code, string Text) : LinkOutput;

/// <summary>What a <see cref="Notice"/> is about.</summary>
public enum NoticeCode
{
    MalformedFrame,

    /// <summary>An answer that nobody waits for.</summary>
    UnknownAnswer,

    /// <summary>A message type that the agreed version does not have.</summary>
    ForeignMessageType,
    ProfileMessageIntercepted,
    MessageIdMapped,
    CsmsQueueFull,
    CsmsAway,
    CsmsBack,

    /// <summary>A transactional call sent once more because its answer was lost with the socket.</summary>
    Repeated,
    StationRefused,
    StationAdmitted,
    FallbackTimedOut,
    UpstreamAnswerDiffers,
    MessageDropped,

    /// <summary>The journal cannot write: what belongs to a transaction is held, not answered.</summary>
    JournalFailing,
    JournalBack,

    /// <summary>As many messages are kept for the CSMS as may be.</summary>
    JournalFull,

    /// <summary>The CSMS has had all that was kept for it.</summary>
    Replayed,

    /// <summary>The CSMS answered a kept message with an error; it is sent again later.</summary>
    ReplayRefused,

    /// <summary>The CSMS refused a transaction that had been accepted here.</summary>
    StartRejected,

    /// <summary>The back end has touched what a station holds: its fallback is installed again.</summary>
    FallbackDoubted,

    /// <summary>A station's device model or refusal has shown how it takes profiles.</summary>
    AbilitiesLearned,

    /// <summary>A quirk file is about this station's model.</summary>
    QuirksKnown,

    /// <summary>A station accepts profiles and does not do what they say.</summary>
    NotObeyed,

    /// <summary>A station's metering was changed, or could not be.</summary>
    Metering,

    /// <summary>How the back end takes the controller under its own identity.</summary>
    OwnIdentity,
}
