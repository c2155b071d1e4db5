using System.Net;

namespace Fleet.Silo.Options;

/// <summary>What one silo process is started with: section <c>Fleet</c> of the configuration, and the flags of the command line.</summary>
public sealed record FleetSiloOptions
{
    public const string Section = "Fleet";

    /// <summary>The data folder: store, keys, certificates, the generated kubeconfig.</summary>
    public string Data { get; init; } = "./data";

    /// <summary>Address and port of the API. Beyond loopback TLS and credentials are demanded.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>A Redis (<c>host[:port]</c> or a StackExchange.Redis configuration) that several silos share; null: one silo, embedded storage.</summary>
    public string? Redis { get; init; }

    /// <summary>Silos of one name over one Redis form a cluster.</summary>
    public string ClusterId { get; init; } = "fleet";

    /// <summary>The address other silos reach this one at; null for loopback alone, and the machine's own with <see cref="Redis"/>.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>The port silos talk to each other on; 0 takes a free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>The port Orleans clients connect to; 0 for none.</summary>
    public int GatewayPort { get; init; }

    /// <summary>Adds simulated clusters, so that there is something to look at.</summary>
    public bool Demo { get; init; }

    public int DemoClusters { get; init; } = 20;

    /// <summary>Workloads of each simulated cluster.</summary>
    public int DemoWorkloads { get; init; } = 50;

    /// <summary>Serves the Orleans dashboard under <c>/dashboard</c>: to who reads on this machine, else to administrators.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Where spans go by OTLP; null for nowhere.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary><see cref="Listen"/> in parts.</summary>
    /// <exception cref="ArgumentException">It is no address and port.</exception>
    public IPEndPoint Endpoint => IPEndPoint.TryParse(Listen.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out var endpoint)
        ? endpoint
        : throw new ArgumentException($"--listen is \"{Listen}\"; an IP address and a port as 127.0.0.1:8080 or [::]:8443 is accepted.");

    public bool IsLoopback => IPAddress.IsLoopback(Endpoint.Address);

    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        _ = Endpoint;
        if (Data.Trim().Length == 0)
        {
            throw new ArgumentException("--data is empty; a folder is accepted.");
        }

        if (AdvertisedAddress is { } address && !IPAddress.TryParse(address, out _))
        {
            throw new ArgumentException($"--advertised-address is \"{address}\"; an IP address is accepted.");
        }

        Within("--silo-port", SiloPort, 0, 65535);
        Within("--gateway-port", GatewayPort, 0, 65535);
        Within("--demo-clusters", DemoClusters, 1, 100);
        Within("--demo-workloads", DemoWorkloads, 0, 500);
        if (OtlpEndpoint is { } otlp && !Uri.TryCreate(otlp, UriKind.Absolute, out _))
        {
            throw new ArgumentException($"--otlp is \"{otlp}\"; a URL as http://collector:4317 is accepted.");
        }
    }

    private static void Within(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException($"{name} is {value}; {least} to {most} is accepted.");
        }
    }
}
