using System.Net;
using System.Net.Sockets;
using Fleet.Silo.Options;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Fleet.Silo.Hosting;

/// <summary>How silos find each other: alone on loopback, or by a Redis.</summary>
internal static class SiloClustering
{
    public static void Configure(ISiloBuilder silo, FleetSiloOptions options)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));
        if (options.Redis is { } redis)
        {
            silo.UseRedisClustering(clustering => clustering.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            silo.UseRedisReminderService(reminders => reminders.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            silo.ConfigureEndpoints(Address(options), options.SiloPort == 0 ? FreePort() : options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: !options.IsLoopback);
        }
        else
        {
            silo.UseLocalhostClustering(options.SiloPort == 0 ? FreePort() : options.SiloPort, options.GatewayPort, serviceId: options.ClusterId, clusterId: options.ClusterId);
            silo.UseInMemoryReminderService();
        }
    }

    /// <summary>The address others reach this silo at: what was said, loopback for silos of one machine, else the machine's first.</summary>
    private static IPAddress Address(FleetSiloOptions options)
    {
        if (options.AdvertisedAddress is { } said)
        {
            return IPAddress.Parse(said);
        }

        return options.IsLoopback
            ? IPAddress.Loopback
            : Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(address => !IPAddress.IsLoopback(address))
                ?? throw new StartFailure("--advertised-address must be given: this machine's own address cannot be found out.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
