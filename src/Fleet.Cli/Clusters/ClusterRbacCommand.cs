using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Kubernetes.Resources;
using Fleet.Resources.Clusters;

namespace Fleet.Cli.Clusters;

/// <summary><c>fleet cluster rbac</c>: the manifests that let the engine into a cluster.</summary>
internal static class ClusterRbacCommand
{
    public static Command Create(CliContext context)
    {
        var access = new Option<string>("--access") { Description = "What the engine may do there.", HelpName = "observe|manage", DefaultValueFactory = _ => "observe" };
        access.AcceptOnlyFromAmong("observe", "manage");
        var extra = CliOptions.Texts("--resource", "A further resource to follow, as rollouts.argoproj.io; may be repeated.", "PLURAL.GROUP");
        var command = new Command("rbac", "Print the manifests that grant the engine what it needs in a cluster, for kubectl apply -f -.") { access, extra };
        command.SetAction(async (parsed, _) =>
        {
            await context.Console.Output.WriteAsync(Manifests(parsed.GetValue(access) == "manage" ? ClusterAccess.Manage : ClusterAccess.Observe, parsed.GetValue(extra)!));
            return ExitCode.Clean;
        });
        return command;
    }

    private static string Manifests(ClusterAccess access, string[] extra)
    {
        try
        {
            return AccessManifests.Yaml(access, extra.Select(Resource));
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--resource: {error.Message}");
        }
    }

    private static GroupResource Resource(string text)
    {
        var parts = text.Split('.', 2);
        return parts[0].Length > 0 && parts[0] == parts[0].ToLowerInvariant()
            ? new GroupResource(parts.Length == 2 ? parts[1] : "", parts[0])
            : throw new UsageException($"--resource: \"{text}\" is not accepted; a plural with its group, as rollouts.argoproj.io, is.");
    }
}
