using EdgeController.Core.Planning;
using EdgeController.Host.Api;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

public sealed class PlanAlarmsTests
{
    private readonly PlanExample _example = new();

    [Theory]
    [InlineData(PlanWarningKind.Shortage, "A1/1", "plan-shortage", "A1/1")]
    [InlineData(PlanWarningKind.Overload, "level2", "plan-overload", "level2")]
    [InlineData(PlanWarningKind.Input, "sun", "plan-input", "sun")]
    [InlineData(PlanWarningKind.Solver, "", "plan-solver", "plan")]
    public void Each_warning_of_the_newest_plan_stands_with_what_would_help_and_goes_with_the_next_plan(PlanWarningKind kind, string about, string code, string subject)
    {
        _example.Put([0, 0, 16, 0], plan => plan with { Warnings = [new PlanWarning(kind, about, "It will miss 05:40 by 18 kWh; circuit level2 L1 binds from 02:00.") { Help = "One more ampere there is worth 0.42." }] });
        Assert.Equal([(code, subject, "It will miss 05:40 by 18 kWh; circuit level2 L1 binds from 02:00. One more ampere there is worth 0.42")], Standing());

        _example.Put([0, 0, 16, 0]);
        Assert.Empty(Standing());
    }

    [Fact]
    public void A_warning_without_help_is_its_sentence()
    {
        _example.Put([0, 0, 16, 0], plan => plan with { Warnings = [new PlanWarning(PlanWarningKind.Solver, "", "The solver failed.")] });
        Assert.Equal([("plan-solver", "plan", "The solver failed")], Standing());
    }

    [Fact]
    public void Warnings_end_when_the_plan_is_not_gone_by_any_more()
    {
        _example.Put([0, 0, 16, 0], plan => plan with { Warnings = [new PlanWarning(PlanWarningKind.Shortage, "A1/1", "It will miss.")] });
        _example.Time.Advance(PlanRequest.Holds - TimeSpan.FromSeconds(1));
        Assert.Single(Standing());
        _example.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Standing());
    }

    [Fact]
    public void A_planner_that_fails_is_an_alarm_beside_the_warnings_of_the_last_good_plan()
    {
        _example.Put([0, 0, 16, 0], plan => plan with { Warnings = [new PlanWarning(PlanWarningKind.Shortage, "A1/1", "It will miss.")] });
        _example.Book.Problem = "the planner failed (out of memory)";
        Assert.Equal([("plan-failed", "plan", "the planner failed (out of memory)"), ("plan-shortage", "A1/1", "It will miss")], Standing());
        _example.Book.Problem = null;
        Assert.Equal(["plan-shortage"], Standing().Select(alarm => alarm.Code));
    }

    [Fact]
    public void Alarms_of_others_stay()
    {
        var alarms = new PlanAlarms(_example.Book, _example.Clock, new Others(("no-journal", "controller", "no folder")));
        Assert.Equal([("no-journal", "controller", "no folder")], alarms.Standing);
    }

    private IEnumerable<(string Code, string Subject, string Sentence)> Standing() => new PlanAlarms(_example.Book, _example.Clock, new Others()).Standing;

    private sealed class Others(params (string, string, string)[] standing) : IStandingAlarms
    {
        public IEnumerable<(string Code, string Subject, string Sentence)> Standing => standing;
    }
}
