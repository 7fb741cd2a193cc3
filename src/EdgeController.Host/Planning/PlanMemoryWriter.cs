using EdgeController.Core.Units;
using EdgeController.Host.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Planning;

/// <summary>Keeps what plans have learned across restarts: read once, written every hour and at the stop. A file that cannot be read is told, and learning begins anew.</summary>
internal sealed partial class PlanMemoryWriter(PlanMemoryFile? file, ILogger log)
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private Instant? _written;
    private bool _failing;

    /// <summary>Gives the course what an earlier life knew.</summary>
    public void Restore(PlanCourse course)
    {
        var (memory, problem) = file?.Read() ?? default;
        if (problem is not null)
        {
            Lost(log, problem);
        }

        if (memory is not null)
        {
            course.Restore(memory);
        }
    }

    /// <summary>Writes where it is time.</summary>
    public void Step(PlanCourse course, Instant now)
    {
        _written ??= now;
        if (now - _written >= Every)
        {
            _written = now;
            Write(course);
        }
    }

    public void Write(PlanCourse course)
    {
        var problem = file?.Write(course.Remember());
        if (problem is not null && !_failing)
        {
            Lost(log, problem);
        }

        _failing = problem is not null;
    }

    [LoggerMessage(EventId = 713, Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void Lost(ILogger log, string problem);
}
