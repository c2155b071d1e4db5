using Fleet.Storage.Tests.Redis;
using Fleet.Testing.Redis;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Fleet.Storage.Tests.Conformance;

/// <summary>Skipped when the class needs a Redis and there is none.</summary>
public sealed class StoreTestCase : XunitTestCase
{
    [Obsolete("Called by the deserializer.")]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var needsRedis = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsRedisAttribute)).Any();
        return needsRedis && RedisServer.Executable is null ? RedisServer.WhyMissing : base.GetSkipReason(factAttribute);
    }
}
