using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>Keeps every log line; with the task exceptions that nobody observed, what a test must not leave behind.</summary>
internal sealed class LogBook : ILoggerFactory, ILogger
{
    private static readonly ConcurrentQueue<string> Unobserved = new();

    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    static LogBook()
    {
        TaskScheduler.UnobservedTaskException += (_, e) => Unobserved.Enqueue(e.Exception.ToString());
    }

    public IEnumerable<string> AtLeast(LogLevel level) => _lines.Where(line => line.Level >= level).Select(line => $"{line.Level}: {line.Text}");

    /// <summary>Fails on error lines but for those that are announced, and on task exceptions that nobody looked at.</summary>
    public void AssertClean(string? announced = null)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.DoesNotContain(AtLeast(LogLevel.Error), line => announced is null || !line.Contains(announced, StringComparison.Ordinal));
        Assert.Empty(Unobserved);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
