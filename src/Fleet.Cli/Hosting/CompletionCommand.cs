using System.CommandLine;
using Fleet.Cli.Terminal;

namespace Fleet.Cli.Hosting;

/// <summary><c>fleet completion</c>: scripts that make a shell complete commands and options, by asking the command itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _fleet_complete() {
          local IFS=$'\n'
          COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -F _fleet_complete fleet

        """;

    private const string Zsh = """
        _fleet() {
          local completions=("${(@f)$(${words[1]} "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a completions
        }
        compdef _fleet fleet

        """;

    private const string Fish = """
        complete -f -c fleet -a '(fleet "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'

        """;

    public static Command Create(CliContext context)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a script that completes commands: source <(fleet completion bash).") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await context.Console.Output.WriteAsync(parsed.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return ExitCode.Clean;
        });
        return command;
    }
}
