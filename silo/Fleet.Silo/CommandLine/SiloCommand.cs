using System.CommandLine;
using Fleet.Silo.Hosting;
using Fleet.Silo.Options;

namespace Fleet.Silo.CommandLine;

/// <summary>The flags of the silo: each sets the configuration key of its option, over files and environment.</summary>
internal static class SiloCommand
{
    private static readonly (string Name, string Key, string Help)[] Values =
    [
        ("--data", nameof(FleetSiloOptions.Data), "The data folder (default ./data)."),
        ("--listen", nameof(FleetSiloOptions.Listen), "Address and port of the API (default 127.0.0.1:8080). Beyond loopback TLS and a token are demanded."),
        ("--redis", nameof(FleetSiloOptions.Redis), "The Redis that silos of one fleet share (host[:port]); without it one silo with embedded storage."),
        ("--cluster-id", nameof(FleetSiloOptions.ClusterId), "Silos of one name over one Redis are one fleet (default fleet)."),
        ("--advertised-address", nameof(FleetSiloOptions.AdvertisedAddress), "The IP address other silos reach this one at."),
        ("--silo-port", nameof(FleetSiloOptions.SiloPort), "The port silos talk to each other on; 0 (default) takes a free one."),
        ("--gateway-port", nameof(FleetSiloOptions.GatewayPort), "The port Orleans clients connect to; 0 (default) for none."),
        ("--demo-clusters", nameof(FleetSiloOptions.DemoClusters), "Simulated clusters of --demo (default 20)."),
        ("--demo-workloads", nameof(FleetSiloOptions.DemoWorkloads), "Workloads of each simulated cluster (default 50)."),
        ("--kubeconfigs", "Clusters:KubeconfigDirectory", "A folder of kubeconfigs, each context a cluster; it is watched."),
        ("--tls-cert", "Tls:CertificateFile", "The API's certificate (PEM); by default one is generated beyond loopback."),
        ("--tls-key", "Tls:KeyFile", "Its key (PEM)."),
        ("--otlp", nameof(FleetSiloOptions.OtlpEndpoint), "Where traces go (OTLP)."),
    ];

    private static readonly (string Name, string Key, string Help)[] Switches =
    [
        ("--demo", nameof(FleetSiloOptions.Demo), "Adds a simulated fleet to look at."),
        ("--dashboard", nameof(FleetSiloOptions.Dashboard), "Serves the Orleans dashboard under /dashboard (beyond loopback to administrators only)."),
    ];

    /// <summary>Parses the arguments and runs <paramref name="run"/> with the settings they stand for; the answer is the exit status.</summary>
    public static Task<int> InvokeAsync(string[] arguments, Func<IReadOnlyDictionary<string, string?>, CancellationToken, Task<int>> run)
    {
        var values = Values.Select(flag => (flag.Key, Option: new Option<string?>(flag.Name) { Description = flag.Help })).ToList();
        var switches = Switches.Select(flag => (flag.Key, Option: new Option<bool>(flag.Name) { Description = flag.Help })).ToList();
        var command = new RootCommand("Runs a silo of Fleet: clusters, workloads and policies as live actors behind one API.");
        values.ForEach(value => command.Options.Add(value.Option));
        switches.ForEach(one => command.Options.Add(one.Option));
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = new Dictionary<string, string?>();
            foreach (var (key, option) in values.Where(value => parsed.GetResult(value.Option) is not null))
            {
                settings[$"{FleetSiloOptions.Section}:{key}"] = parsed.GetValue(option);
            }

            foreach (var (key, option) in switches.Where(one => parsed.GetValue(one.Option)))
            {
                settings[$"{FleetSiloOptions.Section}:{key}"] = "true";
            }

            return run(settings, cancellationToken);
        });
        var line = command.Parse(arguments);
        if (line.Errors.Count > 0)
        {
            foreach (var problem in line.Errors)
            {
                Console.Error.WriteLine($"fleet-silo: {problem.Message} See --help.");
            }

            return Task.FromResult(SiloExit.BadInput);
        }

        return line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
