using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Fleet.Api.Identity;
using Fleet.Api.Tls;
using Fleet.Silo.Options;
using Fleet.Storage;
using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Fleet.Storage.Redis;
using StackExchange.Redis;

namespace Fleet.Silo.Hosting;

/// <summary>What must be open before the silo can be put together: the store, the identity of the server, the administrator's token.</summary>
internal sealed class SiloParts : IAsyncDisposable
{
    public required IFleetStore Store { get; init; }

    /// <summary>The shared Redis; null with embedded storage.</summary>
    public IConnectionMultiplexer? Redis { get; init; }

    public required ServerIdentity Identity { get; init; }

    public required AdminToken AdminToken { get; init; }

    public required FleetIdentityOptions IdentityOptions { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="StorageUnavailableException">The data folder or Redis cannot be used.</exception>
    public static async Task<SiloParts> OpenAsync(FleetSiloOptions options, IConfiguration configuration, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var section = configuration.GetSection(FleetSiloOptions.Section);
        var identityOptions = section.GetSection("Identity").Get<FleetIdentityOptions>() ?? new FleetIdentityOptions();
        identityOptions.Validate();
        var tls = section.GetSection("Tls").Get<TlsOptions>() ?? new TlsOptions();
        var retention = section.GetSection("Storage:Retention").Get<RetentionOptions>() ?? new RetentionOptions();
        var identity = ServerIdentity.Open(options.Data, tls, TimeProvider.System);
        var token = identityOptions.AdminTokenFile is { } file
            ? await AdminToken.LoadAsync(file, cancellationToken)
            : await AdminToken.LoadOrCreateAsync(Path.Combine(options.Data, "admin.token"), cancellationToken);
        var instruments = new StorageInstruments(new Meter(StorageInstruments.MeterName));
        IFleetStore store = options.Redis is null
            ? await EmbeddedFleetStore.OpenAsync(
                new EmbeddedStoreOptions { Folder = options.Data, Retention = retention }, TimeProvider.System, logging.CreateLogger<EmbeddedFleetStore>(), cancellationToken, instruments)
            : await RedisFleetStore.ConnectAsync(
                new RedisStoreOptions { Configuration = options.Redis, KeyPrefix = options.ClusterId, Retention = retention },
                TimeProvider.System,
                logging.CreateLogger<RedisFleetStore>(),
                cancellationToken,
                instruments);
        return new SiloParts
        {
            Store = store,
            Redis = options.Redis is null ? null : await ConnectionMultiplexer.ConnectAsync(options.Redis),
            Identity = identity,
            AdminToken = token,
            IdentityOptions = identityOptions,
        };
    }

    /// <summary>Where this machine's programs reach the API.</summary>
    /// <param name="options">The silo's.</param>
    /// <param name="port">The port it listens on.</param>
    public Uri Url(FleetSiloOptions options, int port)
    {
        var address = options.Endpoint.Address;
        var host = address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{new IPEndPoint(host, port)}/"));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        Identity.Dispose();
    }
}
