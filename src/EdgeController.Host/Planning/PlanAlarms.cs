using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Host.Api;

namespace EdgeController.Host.Planning;

/// <summary>Early warnings of the newest plan as alarms, hours before, each with what would help; those of others too. They end with the plan.</summary>
internal sealed class PlanAlarms(PlanBook book, SiteClock clock, IStandingAlarms others) : IStandingAlarms
{
    public IEnumerable<(string Code, string Subject, string Sentence)> Standing
    {
        get
        {
            foreach (var alarm in others.Standing)
            {
                yield return alarm;
            }

            if (book.Problem is { } problem)
            {
                yield return ("plan-failed", "plan", problem);
            }

            if (book.Newest is not { } newest || clock.Now - newest.Request.Taken >= PlanRequest.Holds)
            {
                yield break;
            }

            foreach (var warning in newest.Plan.Warnings)
            {
                var code = warning.Kind switch
                {
                    PlanWarningKind.Shortage => "plan-shortage",
                    PlanWarningKind.Overload => "plan-overload",
                    PlanWarningKind.Input => "plan-input",
                    _ => "plan-solver",
                };
                yield return (code, warning.Subject.Length == 0 ? "plan" : warning.Subject, $"{warning.Sentence} {warning.Help}".Trim().TrimEnd('.'));
            }
        }
    }
}
