using Fleet.Api.Events;
using Fleet.Api.Hosting;
using Fleet.Api.Identity;
using Fleet.Api.Queries;
using Fleet.Grains.Clusters;
using Fleet.Grains.Hosting;
using Fleet.Kubernetes.Api.Http;
using Fleet.Silo.Demo;
using Fleet.Silo.Options;
using Fleet.Silo.Telemetry;
using Fleet.Storage.Grains;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Orleans.Dashboard;

namespace Fleet.Silo.Hosting;

/// <summary>Registers everything a silo is made of.</summary>
internal static class SiloServices
{
    public static void Configure(WebApplicationBuilder builder, FleetSiloOptions options, SiloParts parts)
    {
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(parts.Store);
        services.AddSingleton(parts.AdminToken);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Logging.AddSimpleConsole(ConsoleLog.Configure);
        AddDataProtection(services, options, parts);
        var api = builder.Configuration.GetSection(FleetSiloOptions.Section).GetSection("Api");
        services.AddFleetIdentity(parts.IdentityOptions, parts.Identity.TrustsClient, options.IsLoopback, api.GetSection("Events").Get<EventStreamOptions>());
        services.AddSingleton<IPathHandler, QueryEndpoint>();
        services.AddFleetApi(api.Get<FleetApiOptions>());
        services.Configure<ClusterOptions>(builder.Configuration.GetSection(ClusterOptions.Section));
        services.AddSiloTelemetry(options);
        if (options.Demo)
        {
            // Hosted services start in this order and stop in the other: the demo's clusters are there before and after the grains that connect to them.
            services.AddHostedService<DemoFleet>();
        }

        builder.Host.UseOrleans(silo =>
        {
            SiloClustering.Configure(silo, options);
            silo.AddFleetGrainStorage();
            silo.AddFleetGrains();
            if (options.Dashboard)
            {
                silo.AddDashboard();
            }

            silo.Services.PostConfigure<ClusterOptions>(clusters => clusters.AllowLoopback ??= options.IsLoopback);
        });
        ConfigureKestrel(builder.WebHost, options, parts);
    }

    /// <summary>The keys that credentials are encrypted with: in the data folder, or in the Redis all silos share.</summary>
    private static void AddDataProtection(IServiceCollection services, FleetSiloOptions options, SiloParts parts)
    {
        var protection = services.AddDataProtection().SetApplicationName("fleet");
        if (parts.Redis is { } redis)
        {
            protection.PersistKeysToStackExchangeRedis(redis, $"{options.ClusterId}:keys");
        }
        else
        {
            protection.PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(options.Data, "keys")));
        }

        services.AddSingleton<CredentialVault>();
    }

    private static void ConfigureKestrel(IWebHostBuilder web, FleetSiloOptions options, SiloParts parts) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 4 << 20;

        // Watches and event streams are silent for long.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.Endpoint, listen =>
        {
            var tls = new HttpsConnectionAdapterOptions
            {
                ServerCertificate = parts.Identity.Server,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,

                // Whether it is trusted is the authenticator's to say: without credentials there are other ways in.
                ClientCertificateValidation = (_, _, _) => true,
            };
            if (options.IsLoopback)
            {
                listen.UseTlsOrPlain(tls);
            }
            else
            {
                listen.UseHttps(tls);
            }
        });
    });
}
