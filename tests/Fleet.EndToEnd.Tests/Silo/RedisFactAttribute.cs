namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A test that needs a real Redis server: skipped, by name, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        if (RedisProcess.Executable is null)
        {
            Skip = "redis-server is not installed: tests/run.sh fetches it, or set FLEET_TEST_REDIS";
        }
    }
}
