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

    /// <summary>Profile messages of the CSMS that the policy answered.</summary>
    public long Intercepted { get; internal set; }

    public long Dropped { get; internal set; }
}
