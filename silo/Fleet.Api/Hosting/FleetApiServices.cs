using Fleet.Api.Credentials;
using Fleet.Api.Identity;
using Fleet.Api.Queries;
using Fleet.Api.Storage;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.OpenApi;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Api.Hosting;

/// <summary>Puts the fleet's API together.</summary>
public static class FleetApiServices
{
    /// <summary>
    /// Registers the API. The host gives <see cref="IFleetStore"/>, <see cref="CredentialVault"/>, <see cref="IWorkloadReader"/>, <see cref="IAuthenticator"/>,
    /// <see cref="IAuthorizer"/> and <see cref="IAccessScopes"/>; <see cref="IWriteAudit"/>, <see cref="IPathHandler"/>s and more <see cref="IAdmissionPlugin"/>s
    /// and <see cref="IWriteCompanion"/>s where it has them. In-process writers use <see cref="ResourceService"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IServiceCollection AddFleetApi(this IServiceCollection services, FleetApiOptions? options = null)
    {
        options ??= new FleetApiOptions();
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.History);
        services.AddSingleton<ApiInstruments>();
        services.AddSingleton<WatchCache>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchCache>());
        services.AddSingleton<SealedCredentials>();
        services.AddSingleton<IWriteCompanion>(provider => provider.GetRequiredService<SealedCredentials>());
        services.AddSingleton<IAdmissionPlugin, ClusterCredentialAdmission>();
        services.AddSingleton(provider => new FleetResourceStore(
            provider.GetRequiredService<IFleetStore>(),
            provider.GetRequiredService<WatchCache>(),
            provider.GetRequiredService<IWorkloadReader>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IWriteAudit>(),
            provider.GetServices<IWriteCompanion>()));
        services.AddSingleton<IResourceStore>(provider => provider.GetRequiredService<FleetResourceStore>());
        services.AddSingleton<IResourceCatalog>(provider => FleetCatalog.Create(ActivatorUtilities.CreateInstance<WorkloadNamespaces>(provider)));
        services.AddSingleton<IVisibility, FleetVisibility>();
        services.AddSingleton(CreateService);
        services.AddSingleton(CreateApi);
        return services;
    }

    /// <summary>Serves the API at the root. Paths mapped by others (<c>/query</c>, <c>/events</c>) come before it.</summary>
    public static void MapFleetApi(this IEndpointRouteBuilder endpoints)
    {
        // Made with the application, so that its meters are there before the first request.
        endpoints.ServiceProvider.GetRequiredService<ApiInstruments>();
        endpoints.MapKubernetesApi("", endpoints.ServiceProvider.GetRequiredService<KubernetesApi>());
    }

    private static ResourceService CreateService(IServiceProvider provider) => new(
        provider.GetRequiredService<IResourceStore>(),
        provider.GetRequiredService<IResourceCatalog>(),
        provider.GetRequiredService<TimeProvider>(),
        new ResourceServiceOptions
        {
            Admission = [.. provider.GetServices<IAdmissionPlugin>()],
            Authorizer = provider.GetRequiredService<IAuthorizer>(),
            Tokens = provider.GetService<ITokenAuthenticator>(),
            Visibility = provider.GetRequiredService<IVisibility>(),
        });

    private static KubernetesApi CreateApi(IServiceProvider provider) => new(
        provider.GetRequiredService<ResourceService>(),
        new KubernetesApiOptions
        {
            Authenticator = provider.GetRequiredService<IAuthenticator>(),
            Discovery = new DiscoveryHandler(FleetVersion.Current),
            Paths = [new OpenApiHandler(FleetVersion.Current), .. provider.GetServices<IPathHandler>()],
            MaxBodyBytes = provider.GetRequiredService<FleetApiOptions>().MaxBodyBytes,
        });
}
