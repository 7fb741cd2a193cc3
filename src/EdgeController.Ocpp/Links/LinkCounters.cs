namespace EdgeController.Ocpp.Links;

/// <summary>What a station's link has counted since the process started.</summary>
public sealed class LinkCounters
{
    public long UnknownAnswers { get; internal set; }

    public long Malformed { get; internal set; }

    /// <summary>Transactional calls that were sent upstream twice.</summary>
    public long Repeats { get; internal set; }

    /// <summary>Answers to own calls that came after their time-out.</summary>
    public long LateAnswers { get; internal set; }

    /// <summary>Station calls answered here because the CSMS was away.</summary>
    public long AnsweredLocally { get; internal set; }

    /// <summary>Transactional calls answered here and kept for the CSMS.</summary>
    public long Journalled { get; internal set; }

    /// <summary>Kept messages that the CSMS has answered.</summary>
    public long Replayed { get; internal set; }

    /// <summary>Kept messages that were given up after the CSMS had refused them again and again.</summary>
    public long GivenUp { get; internal set; }

    /// <summary>Calls that the station sent again and that were answered from what was known.</summary>
    public long Recognised { get; internal set; }

    /// <summary>Transactions that the CSMS refused after they had been accepted here.</summary>
    public long RejectedStarts { get; internal set; }

    /// <summary>Changes that the journal could not write.</summary>
    public long JournalFailures { get; internal set; }

    /// <summary>Profile messages of the CSMS that the policy answered.</summary>
    public long Intercepted { get; internal set; }

    public long Dropped { get; internal set; }
}
