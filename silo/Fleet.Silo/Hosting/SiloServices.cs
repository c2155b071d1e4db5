using Fleet.Api.Access;
using Fleet.Api.Audit;
using Fleet.Api.Events;
using Fleet.Api.Hosting;
using Fleet.Api.Identity;
using Fleet.Api.Queries;
using Fleet.Grains.Clusters;
using Fleet.Grains.Hosting;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Http;
using Fleet.Silo.Demo;
using Fleet.Silo.Options;
using Fleet.Silo.Telemetry;
using Fleet.Storage.Grains;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

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
        services.AddSingleton(parts.IdentityOptions);
        services.AddHttpContextAccessor();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        AddDataProtection(services, options, parts);
        AddIdentity(services, options, parts);
        services.AddFleetApi(builder.Configuration.GetSection(FleetSiloOptions.Section).GetSection("Api").Get<FleetApiOptions>());
        services.Configure<ClusterOptions>(builder.Configuration.GetSection(ClusterOptions.Section));
        services.AddSiloTelemetry(options);
        builder.Host.UseOrleans(silo =>
        {
            SiloClustering.Configure(silo, options);
            silo.AddFleetGrainStorage();
            silo.AddFleetGrains();
        });
        if (options.Demo)
        {
            services.AddHostedService<DemoFleet>();
        }

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

    private static void AddIdentity(IServiceCollection services, FleetSiloOptions options, SiloParts parts)
    {
        services.AddSingleton<FleetTokens>();
        services.AddSingleton<ITokenAuthenticator>(provider => provider.GetRequiredService<FleetTokens>());
        services.AddSingleton<AccessGrants>();
        services.AddSingleton<IAccessScopes>(provider => provider.GetRequiredService<AccessGrants>());
        services.AddSingleton<IAuthorizer, FleetAuthorizer>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<Api.Storage.IWriteAudit>(provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<IPathHandler, AuditHandler>();
        services.AddSingleton<IPathHandler, QueryEndpoint>();
        services.AddSingleton(new EventStreamOptions());
        services.AddSingleton<EventFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<EventFeed>());
        services.AddSingleton<EventAccess>();
        services.AddSingleton<IPathHandler, EventsHandler>();
        services.AddSingleton<IAuthenticator>(provider =>
        {
            var authenticators = new List<IAuthenticator>
            {
                new ClientCertificateAuthenticator(parts.Identity.TrustsClient),
                new BearerTokenAuthenticator(provider.GetRequiredService<ITokenAuthenticator>()),
            };
            if (options.IsLoopback && parts.IdentityOptions.AllowLoopbackReads)
            {
                authenticators.Add(new LoopbackAuthenticator());
            }

            return new FleetAuthenticator(authenticators, parts.IdentityOptions, provider.GetRequiredService<TimeProvider>());
        });
    }

    private static void ConfigureKestrel(IWebHostBuilder web, FleetSiloOptions options, SiloParts parts) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 4 << 20;

        // Watches and event streams are silent for long.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.Endpoint, listen =>
        {
            if (!parts.UsesTls)
            {
                return;
            }

            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = parts.Identity.Server,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,

                // Whether it is trusted is the authenticator's to say: without credentials there are other ways in.
                ClientCertificateValidation = (_, _, _) => true,
            });
        });
    });
}
