using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>Times and bounds of a station's link.</summary>
public sealed record StationLinkOptions
{
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Stands before the random part of each message id of ours.</summary>
    public string MessageIdPrefix { get; init; } = "ec-";

    /// <summary>False leaves the station without fallback and leases: only to show what they are for.</summary>
    public bool WritesProfiles { get; init; } = true;

    /// <summary>How long an own CALL waits for its answer.</summary>
    public TimeSpan OwnCallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a CALL between CSMS and station, either way, holds the next one back; its answer is routed even later.</summary>
    public TimeSpan CsmsCallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After this a waiting decrease no longer waits for another CALL's answer.</summary>
    public TimeSpan Overtake { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long late answers are recognised.</summary>
    public TimeSpan LateAnswerWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>CALLs of the CSMS that may wait for the station; more are answered with an error.</summary>
    public int CsmsQueue { get; init; } = 50;

    /// <summary>Calls of the station that may wait for the CSMS; more close its socket.</summary>
    public int StationQueue { get; init; } = 100;

    /// <summary>Longest wait of a station's call for an upstream connection that is being opened.</summary>
    public TimeSpan ConnectingGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a transactional call waits for the CSMS before the station's socket is closed.</summary>
    public TimeSpan TransactionHold { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Shortest wait before the upstream socket is opened again (RetryBackOffWaitMinimum).</summary>
    public TimeSpan BackOffMinimum { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Random part of that wait, new each time (RetryBackOffRandomRange).</summary>
    public TimeSpan BackOffRandomRange { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the wait doubles (RetryBackOffRepeatTimes).</summary>
    public int BackOffDoublings { get; init; } = 5;

    /// <summary>A connection that held this long counts as a success.</summary>
    public TimeSpan StableConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Malformed frames a minute above which a socket is closed.</summary>
    public int MalformedPerMinute { get; init; } = 20;

    /// <summary>How long a station that sends no BootNotification is given before its fallback is installed.</summary>
    public TimeSpan BootGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Wait before an unanswered fallback is sent again.</summary>
    public TimeSpan FallbackRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait before a station that refused every fallback is asked once more.</summary>
    public TimeSpan RefusedRetry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Wait before one that accepts profiles and follows none is tried once more: each try is a write into its memory.</summary>
    public TimeSpan IgnoredRetry { get; init; } = TimeSpan.FromHours(6);

    /// <summary>What is known of station models from their quirk files.</summary>
    public KnownStations Stations { get; init; } = KnownStations.None;

    /// <summary>What stations have shown so far.</summary>
    public ILearnedQuirks Learned { get; init; } = new LearnedInMemory();

    /// <summary>Watches whether what is accepted is obeyed, and looks for another plan where it is not: off only to show what that is for.</summary>
    public bool WatchesObedience { get; init; } = true;

    /// <summary>How often a station is to send its current while it charges.</summary>
    public TimeSpan MeterInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether stations are told to meter as often and as much as is needed.</summary>
    public bool ConfiguresMetering { get; init; } = true;

    /// <summary>Silence about its connectors after which a station is asked for their status.</summary>
    public TimeSpan StatusGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages kept for one station's CSMS; beyond that the station has to keep them itself.</summary>
    public int JournalCapacity { get; init; } = 20_000;

    /// <summary>Their bytes; beyond that too.</summary>
    public long JournalBytes { get; init; } = 32 << 20;

    /// <summary>Wait before a journal that failed is tried again.</summary>
    public TimeSpan JournalRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a kept message is sent that the CSMS answers with an error (1.6 TransactionMessageAttempts).</summary>
    public int ReplayAttempts { get; init; } = 5;

    /// <summary>Wait after the first error, longer by itself with each more (1.6 TransactionMessageRetryInterval).</summary>
    public TimeSpan ReplayRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long kept messages wait for their station to connect before they go up without it.</summary>
    public TimeSpan ReplayAlone { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>False answers the station before the journal has written: only to show what the order is for.</summary>
    public bool AnswersAfterWriting { get; init; } = true;

    /// <summary>False sends the next kept message before the one before it is off the journal: only to show what the order is for.</summary>
    public bool RemovesBeforeNext { get; init; } = true;

    /// <summary>Protections that are switched off: none in operation, one at a time in a negative control.</summary>
    public LinkProtections Without { get; init; }

    /// <summary>Version of the product, as it is told to a back end.</summary>
    public string ProductVersion { get; init; } = "0";

    /// <summary>Heartbeat interval that the controller gives as a back end, and keeps itself where a back end names none.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(300);
}
