namespace Fleet.Storage.Tests.Redis;

/// <summary>The tests of this class start a redis-server.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRedisAttribute : Attribute;
