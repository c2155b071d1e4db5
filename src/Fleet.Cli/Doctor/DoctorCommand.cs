using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Doctor;

/// <summary><c>fleet doctor</c>: what is wrong with the engine itself, and what mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var format = CliOptions.Format("table", "json", "yaml");
        var command = new Command("doctor", "Check the silo, its clusters and tokens; each finding with what mends it.") { format };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var findings = await context.Console.WithProgressAsync("examining", _ => ExamineAsync(client, context.Console.Time, cancellationToken));
            await PrintAsync(context.Console, findings, parsed.GetValue(format)!);
            return findings.Any(finding => finding.Level == "problem") ? ExitCode.Found : ExitCode.Clean;
        });
    }

    private static async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(FleetClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var (findings, isReachable) = await new ServerChecks(client, time).RunAsync(cancellationToken);
        return isReachable
            ? [.. findings, .. await ClusterChecks.RunAsync(client, time.GetUtcNow(), cancellationToken), .. await TokenChecks.RunAsync(client, time.GetUtcNow(), cancellationToken)]
            : findings;
    }

    private static async Task PrintAsync(CliConsole console, IReadOnlyList<DoctorFinding> findings, string format)
    {
        if (format != "table")
        {
            await console.Output.WriteAsync(DocumentText.OfList(findings.Select(ToDocument), format));
            return;
        }

        foreach (var finding in findings)
        {
            var level = finding.Level.PadRight(8);
            await console.Output.WriteAsync($"{(console.UseColour ? level.Replace(finding.Level, Paint.Word(finding.Level), StringComparison.Ordinal) : level)} {finding.Check,-9} {finding.What.ReplaceLineEndings(" ")}\n");
            if (finding.Mend.Length > 0)
            {
                await console.Output.WriteAsync($"{"",19}→ {finding.Mend}\n");
            }
        }
    }

    private static Document ToDocument(DoctorFinding finding) => DocumentNode.Object(
        ("level", finding.Level),
        ("check", finding.Check),
        ("what", finding.What),
        ("mend", finding.Mend.Length > 0 ? DocumentNode.String(finding.Mend) : null)).ToDocument();
}
