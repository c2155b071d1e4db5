using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Defaulting;

/// <summary>Objects before and after the API server read and wrote them: once normalised there is no difference left.</summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const string AfterSuffix = ".after_roundtrip.yaml";

    [Fact]
    [Trait("Category", "Conformance")]
    public void Apply_before_and_after_a_round_trip_are_equal() => Run("k8s-api-after-roundtrip", "*" + AfterSuffix, after => after.Replace(AfterSuffix, ".yaml", StringComparison.Ordinal));

    [Fact]
    [Trait("Category", "Conformance")]
    public void Apply_yaml_and_json_of_one_object_are_equal() => Run("k8s-api-roundtrip", "*.json", json => Path.ChangeExtension(json, ".yaml"));

    private void Run(string family, string pattern, Func<string, string> other)
    {
        if (ConformanceData.Find($"drift/{family}") is not { } folder)
        {
            ConformanceSuite.SkipMissing($"drift/{family}", output);
            return;
        }

        var suite = new ConformanceSuite(family, output);
        foreach (var file in Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            suite.Run(Path.GetRelativePath(folder, file), () => AssertSame(Normalised(other(file)), Normalised(file)));
        }

        suite.Complete();
    }

    private static DocumentNode Normalised(string file)
    {
        var document = YamlReader.Read(File.ReadAllBytes(file));
        return Normalisation.Apply(GroupVersionKind.Of(document.Root), document.Root);
    }

    private static void AssertSame(DocumentNode expected, DocumentNode actual) =>
        Assert.True(expected.DeepEquals(actual), $"{expected}\nbut\n{actual}");
}
