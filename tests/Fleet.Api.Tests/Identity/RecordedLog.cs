using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fleet.Api.Tests.Identity;

/// <summary>Keeps everything that is logged.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>A typed logger over it.</summary>
    public ILogger<Fleet.Api.Identity.OidcAuthenticator> ToLogger() => LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this)).CreateLogger<Fleet.Api.Identity.OidcAuthenticator>();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
