using Spectre.Console;

namespace Fleet.Cli.Terminal;

/// <summary>What a command talks to: data goes to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
public sealed record CliConsole
{
    private const int UnlimitedWidth = 4096;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public TextReader Input { get; init; } = TextReader.Null;

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    public bool IsInputTerminal { get; init; }

    /// <summary>Colours on stdout: a terminal, and nobody said no (https://no-color.org).</summary>
    public bool UseColour { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The console of this process.</summary>
    public static CliConsole OfProcess()
    {
        var wantsColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new CliConsole
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.In,
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            IsInputTerminal = !Console.IsInputRedirected,
            UseColour = !Console.IsOutputRedirected && wantsColour,
        };
    }

    /// <summary>For trees on stdout.</summary>
    public IAnsiConsole Rich() => Create(Output, IsOutputTerminal, UseColour);

    /// <summary>Runs something long, with a line on stderr that says what it waits for, where stderr is a terminal.</summary>
    public async Task<T> WithProgressAsync<T>(string what, Func<Action<string>, Task<T>> run)
    {
        if (!IsErrorTerminal)
        {
            return await run(_ => { });
        }

        return await Create(Error, isTerminal: true, UseColour).Status().StartAsync(
            Markup.Escape(what),
            status => run(text => status.Status(Markup.Escape(text))));
    }

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool useColour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = useColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = useColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!isTerminal)
        {
            console.Profile.Width = UnlimitedWidth;
        }

        return console;
    }
}
