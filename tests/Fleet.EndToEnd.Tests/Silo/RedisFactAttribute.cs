using Fleet.Testing.Redis;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A test that needs a real Redis server: skipped, by name, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (RedisServer.Executable is null)
        {
            Skip = RedisServer.WhyMissing;
        }
    }
}
