using Microsoft.Extensions.Logging.Console;

namespace Fleet.Silo.Hosting;

/// <summary>How the log looks on the console: a line an entry, with its time in UTC.</summary>
internal static class ConsoleLog
{
    public static void Configure(SimpleConsoleFormatterOptions console)
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
    }
}
