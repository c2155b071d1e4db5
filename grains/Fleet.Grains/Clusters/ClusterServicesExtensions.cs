using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Clusters.Directory;
using Fleet.Grains.Clusters.Removal;
using Fleet.Kubernetes.Client.Tokens;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters;

/// <summary>Registers what cluster grains stand on.</summary>
public static class ClusterServicesExtensions
{
    /// <summary>Connections and following of member clusters; the host gives <c>IFleetStore</c>, <c>IDataProtectionProvider</c> and the clock.</summary>
    public static IServiceCollection AddClusterConnections(this IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DocumentPool>();
        services.TryAddSingleton<CredentialVault>();
        services.TryAddSingleton(provider => new ManagedClusterTokens(
            ManagedTokenOptions.FromEnvironment() with { TrustedHosts = [.. provider.GetRequiredService<IOptions<ClusterOptions>>().Value.TrustedTokenHosts] },
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KubeconfigCache>();
        services.AddSingleton<ConnectionGate>();
        services.AddSingleton<IClusterConnector, ClusterConnector>();
        services.AddSingleton<ClusterRemover>();
        services.AddSingleton<ClusterServices>();
        services.AddHostedService<KubeconfigDirectory>();
        return services;
    }
}
