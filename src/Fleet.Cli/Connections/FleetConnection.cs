using System.CommandLine;
using Fleet.Client;

namespace Fleet.Cli.Connections;

/// <summary>The options that say which fleet a command is for.</summary>
internal sealed class FleetConnection
{
    private readonly Option<string?> _kubeconfig = new("--fleet")
    {
        Description = "The fleet's kubeconfig; else FLEET_KUBECONFIG, ./data/fleet.kubeconfig, KUBECONFIG.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _context = new("--fleet-context") { Description = "The context in it; else its current one.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        command.Options.Add(_kubeconfig);
        command.Options.Add(_context);
    }

    /// <exception cref="Fleet.Kubernetes.Client.KubeconfigException">It cannot be used.</exception>
    public async Task<FleetClient> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(_kubeconfig) ?? FleetKubeconfig.Locate() ?? Environment.GetEnvironmentVariable("KUBECONFIG");
        if (string.IsNullOrEmpty(path))
        {
            // Not ~/.kube/config: that is a cluster's, as a rule, and no fleet.
            throw new UsageException($"No fleet is named: --fleet, {FleetKubeconfig.Variable}, {FleetKubeconfig.DefaultPath} or KUBECONFIG is accepted. 'fleet up' starts one and writes {FleetKubeconfig.DefaultPath}.");
        }

        var options = new FleetClientOptions { KubeconfigPath = path, Context = parsed.GetValue(_context), UserAgent = "fleet", FieldManager = "fleet" };
        return await FleetClient.CreateAsync(options, time, cancellationToken);
    }
}
