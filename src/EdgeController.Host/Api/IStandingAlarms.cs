namespace EdgeController.Host.Api;

/// <summary>Alarms that stand outside the site's state.</summary>
internal interface IStandingAlarms
{
    /// <summary>Those that stand now; asked once a second.</summary>
    IEnumerable<(string Code, string Subject, string Sentence)> Standing { get; }
}
