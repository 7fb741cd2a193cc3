using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>I10: the guard reads no clock. Time comes to it as a parameter; the wall clock only as an event, for calendars.</summary>
public sealed partial class AmbientTimeTests
{
    /// <summary>The shell of the loop, where the clock is read once per tick.</summary>
    private static readonly string[] Shell = ["src/EdgeController.Core/Control/SiteClock.cs", "src/EdgeController.Core/Control/SiteLoop.cs"];

    private static readonly string[] Guard = [.. Repository.Under("src/EdgeController.Core", ".cs").Except(Shell, StringComparer.Ordinal)];

    [Fact]
    public void I10_nothing_in_Core_but_the_loops_shell_can_read_a_clock()
    {
        Assert.True(Guard.Length > 80);
        Assert.DoesNotContain(Guard, file => Clock().IsMatch(WithoutComments(Repository.Read(file))));
    }

    [Fact]
    public void The_guards_own_folders_know_no_time_of_day()
    {
        var files = Guard.Where(file => file.Contains("/Balancing/", StringComparison.Ordinal) || file.Contains("/Units/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => TimeOfDay().IsMatch(WithoutComments(Repository.Read(file))));
    }

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("P:System.Environment.TickCount64")]
    [InlineData("T:System.Diagnostics.Stopwatch")]
    public void The_compiler_refuses_ambient_clocks_everywhere(string symbol) =>
        Assert.Contains(symbol + ";", Repository.Read("BannedSymbols.txt"), StringComparison.Ordinal);

    [Theory]
    [InlineData("var now = TimeProvider.System.GetUtcNow();")]
    [InlineData("long a = clock.GetTimestamp();")]
    [InlineData("var x = DateTime.Now;")]
    [InlineData("x = Environment.TickCount64;")]
    [InlineData("using var timer = new PeriodicTimer(a);")]
    public void A_clock_is_found(string code) => Assert.Matches(Clock(), WithoutComments(code));

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bTimeProvider\b|GetTimestamp|GetUtcNow|GetLocalNow|\bStopwatch\b|TickCount|\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|PeriodicTimer|\bTask\.Delay\b|\bThread\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bDateTime(Offset)?\b|\bTimeZoneInfo\b|\bDateOnly\b|\bTimeOnly\b")]
    private static partial Regex TimeOfDay();
}
