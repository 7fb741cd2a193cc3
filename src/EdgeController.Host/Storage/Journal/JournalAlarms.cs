using EdgeController.Host.Api;

namespace EdgeController.Host.Storage.Journal;

/// <summary>What an operator should know of the journal: each alarm with what to do.</summary>
internal sealed class JournalAlarms(SqliteJournal? journal, string? whyNone) : IStandingAlarms
{
    public IEnumerable<(string Code, string Subject, string Sentence)> Standing
    {
        get
        {
            if (journal is null)
            {
                return whyNone is null ? [] : [("no-journal", "controller", $"{whyNone}; {Consequence}, and a restart knows nothing of the stations")];
            }

            var alarms = new List<(string Code, string Subject, string Sentence)>();
            if (journal.Problem is { } problem)
            {
                alarms.Add(("journal-unavailable", "controller", $"{problem}; until then {Consequence}"));
            }

            if (journal.IsUnread)
            {
                alarms.Add(("journal-unread", "controller", $"the journal could not be read when the controller started: {Consequence}; what an earlier run kept waits in it. It is tried again: when the disk is well, each station is disconnected once and gets its own"));
            }

            if (journal.Status.Reserve is { } reserve)
            {
                alarms.Add(("journal-reserve", "controller", reserve));
            }

            alarms.AddRange(journal.Status.Aside.Select(file => (
                "journal-damaged", file, $"the journal was damaged; what could be read goes on, what it was lies in {file}: compare the back end's transactions of that time, then move that file away")));
            return alarms;
        }
    }

    private static string Consequence => "while a back end is away its stations' transactions are not answered, and the stations must keep them themselves";
}
