using Fleet.Storage.Log;
using Fleet.Storage.Redis;
using Fleet.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Tests.Redis;

/// <summary>All tests share a server; each has keys of its own.</summary>
[NeedsRedis]
public sealed class RedisFleetStoreTests(RedisFixture redis) : StoreConformance, IClassFixture<RedisFixture>
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    protected override async Task<IFleetStore> OpenAsync(RetentionOptions? retention = null, TimeProvider? time = null) =>
        await RedisFleetStore.ConnectAsync(
            new RedisStoreOptions { Configuration = redis.Server.Address, KeyPrefix = _prefix, Retention = retention ?? new() },
            time ?? TimeProvider.System,
            NullLogger<RedisFleetStore>.Instance,
            default);
}
