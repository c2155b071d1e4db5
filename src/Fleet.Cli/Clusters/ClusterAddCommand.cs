using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;

namespace Fleet.Cli.Clusters;

/// <summary><c>fleet cluster add</c>: makes clusters of this machine's kubeconfig members of the fleet.</summary>
internal static class ClusterAddCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("name") { Description = "The cluster's name in the fleet.", Arity = ArgumentArity.ZeroOrOne };
        var kubeconfig = CliOptions.Text("--kubeconfig", "The kubeconfig that reaches it; else KUBECONFIG, ~/.kube/config.", "FILE");
        var member = CliOptions.Text("--context", "The context in it; else its current one.", "NAME");
        var all = new Option<bool>("--all-contexts") { Description = "Adds every context of the file, under its name." };
        var labels = CliOptions.Texts("--label", "A label of the cluster; may be repeated.", "KEY=VALUE", "-l");
        var access = new Option<string>("--access") { Description = "What the engine may do there.", HelpName = "observe|manage", DefaultValueFactory = _ => "observe" };
        access.AcceptOnlyFromAmong("observe", "manage");
        var replace = new Option<bool>("--replace") { Description = "Replaces credentials, access and labels of a cluster that is there." };
        var wait = new Option<bool>("--wait") { Description = "Waits until it is ready: --wait false does not.", DefaultValueFactory = _ => true };
        var timeout = CliOptions.Duration("--timeout", "How long it waits (60s).");
        var command = new Command("add", "Add a cluster of a kubeconfig to the fleet.") { name, kubeconfig, member, all, labels, access, replace, wait, timeout };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var run = new ClusterAddition(context.Console, client, parsed.GetValue(access)!, ReadLabels(parsed.GetValue(labels)!))
            {
                Replace = parsed.GetValue(replace),
                Wait = parsed.GetValue(wait) ? parsed.GetValue(timeout) ?? DefaultTimeout : null,
            };
            var file = await MemberKubeconfig.ReadAsync(parsed.GetValue(kubeconfig), cancellationToken);
            return await run.AddAsync(file, Wanted(file, parsed.GetValue(name), parsed.GetValue(member), parsed.GetValue(all)), cancellationToken);
        });
    }

    /// <summary>Names and contexts to add.</summary>
    private static List<(string Name, string Context)> Wanted(MemberKubeconfig file, string? name, string? context, bool all)
    {
        if (all)
        {
            if (name is not null || context is not null)
            {
                throw new UsageException("--all-contexts: it takes neither a name nor --context.");
            }

            var wanted = file.Contexts.Select(one => (Name: ClusterNames.Of(one), Context: one)).ToList();
            var clash = wanted.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1 || group.Key.Length == 0);
            return clash is null ? wanted : throw new UsageException($"--all-contexts: {string.Join(" and ", clash.Select(one => $"\"{one.Context}\""))} would be called \"{clash.Key}\"; add them one by one, with names.");
        }

        if (name is null)
        {
            throw new UsageException("The name of the cluster is missing; a name, or --all-contexts, is accepted.");
        }

        if (!ClusterNames.IsValid(name))
        {
            throw new UsageException($"The name \"{name}\" is not accepted; lower-case letters, digits and - (up to 63) are, as \"{ClusterNames.Of(name)}\".");
        }

        return [(name, context ?? file.CurrentContext ?? throw new UsageException($"--context is missing, and the kubeconfig has no current one; there are {MemberKubeconfig.Listed(file.Contexts)}."))];
    }

    private static Dictionary<string, string> ReadLabels(string[] labels)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var parts = label.Split('=', 2);
            if (parts.Length != 2 || Fleet.Kubernetes.Selectors.LabelSyntax.ValidateQualifiedName(parts[0]).Count > 0 || Fleet.Kubernetes.Selectors.LabelSyntax.ValidateValue(parts[1]).Count > 0)
            {
                throw new UsageException($"--label: \"{label}\" is not accepted; KEY=VALUE as Kubernetes labels are is.");
            }

            read[parts[0]] = parts[1];
        }

        return read;
    }
}
