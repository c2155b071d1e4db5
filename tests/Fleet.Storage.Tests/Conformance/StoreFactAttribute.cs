using Xunit.Sdk;

namespace Fleet.Storage.Tests.Conformance;

/// <summary>A test every store must pass. Where a store's server cannot be had it is skipped by name (<see cref="Redis.NeedsRedisAttribute"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Fleet.Storage.Tests.Conformance.StoreFactDiscoverer", "Fleet.Storage.Tests")]
public sealed class StoreFactAttribute : FactAttribute;
