using System.Text.Json;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Health;

/// <summary>Argo CD's health fixtures: the built-in kinds and the custom resources.</summary>
[Trait("Category", "Conformance")]
public class HealthConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Built_in_kinds_have_the_recorded_health()
    {
        if (ConformanceData.Find("drift/health-builtin") is not { } folder || ConformanceData.Find("drift/INDEX.health-builtin.json") is not { } index)
        {
            ConformanceSuite.SkipMissing("drift/health-builtin", output);
            return;
        }

        var suite = new ConformanceSuite("health-builtin", output);
        using var cases = JsonDocument.Parse(File.ReadAllText(index));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            var file = item.GetProperty("file").GetString()!;
            suite.Run(file, () => AssertHealth(Path.Combine(folder, file), item.GetProperty("health").GetString()!));
        }

        suite.Complete();
    }

    [Theory]
    [InlineData("health-crd-builtin-groups", true, 1.0)]
    [InlineData("health-crd", false, 0.6)]
    public void Custom_resources_have_the_recorded_health(string name, bool builtInGroups, double minimum)
    {
        if (ConformanceData.Find("drift/health-crd") is not { } folder)
        {
            ConformanceSuite.SkipMissing("drift/health-crd", output);
            return;
        }

        var suite = new ConformanceSuite(name, output);
        foreach (var tests in Directory.EnumerateFiles(folder, "health_test.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var kind = Path.GetRelativePath(folder, Path.GetDirectoryName(tests)!).Replace('\\', '/');
            if (IsBuiltIn(kind.Split('/')[0]) == builtInGroups)
            {
                RunSuite(suite, tests, kind);
            }
        }

        if (suite.Total > 0)
        {
            suite.Complete(minimum);
        }
    }

    private static bool IsBuiltIn(string group) => !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);

    private static void RunSuite(ConformanceSuite suite, string tests, string kind)
    {
        foreach (var test in YamlReader.Read(File.ReadAllBytes(tests))["tests"u8].Items)
        {
            // One upstream case spells the key without its capital.
            var input = test["inputPath"u8].AsString() ?? test["inputpath"u8].AsString("");
            suite.Run($"{kind}/{input}", () => AssertHealth(Path.Combine(Path.GetDirectoryName(tests)!, input), test["healthStatus"u8]["status"u8].AsString("")));
        }
    }

    private static void AssertHealth(string file, string expected)
    {
        var resource = YamlReader.ReadAll(File.ReadAllBytes(file), new YamlOptions { AllowDuplicateKeys = true })[0];
        var health = HealthAssessor.Default.Assess(resource.Root);
        Assert.True(health.Status.ToString() == expected, $"{expected} expected, was {health}");
    }
}
