using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Runtime.Hosting;

namespace Fleet.Storage.Grains;

/// <summary>Registers the store with Orleans.</summary>
public static class FleetStorageSiloBuilderExtensions
{
    /// <summary>Keeps grain state in the silo's <see cref="Log.IFleetStore"/>, which must be registered as a service.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The provider's name in <c>[PersistentState]</c>.</param>
    public static ISiloBuilder AddFleetGrainStorage(this ISiloBuilder builder, string name = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
    {
        builder.Services.AddGrainStorage(name, (services, _) => ActivatorUtilities.CreateInstance<FleetGrainStorage>(services));
        return builder;
    }
}
