using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Yaml;

/// <summary>kubernetes/api: every kind with every field set, as YAML and as JSON.</summary>
public class KubernetesApiRoundTripTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Conformance")]
    public void Yaml_equals_its_json_twin_and_survives_writing()
    {
        if (ConformanceData.Find("drift/k8s-api-roundtrip") is not { } folder)
        {
            ConformanceSuite.SkipMissing("drift/k8s-api-roundtrip", output);
            return;
        }

        var suite = new ConformanceSuite("k8s-api-roundtrip", output);
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            suite.Run(Path.GetFileNameWithoutExtension(file), () =>
            {
                var yaml = YamlReader.Read(File.ReadAllBytes(file));
                Assert.True(yaml.Root.DeepEquals(Document.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json"))).Root), "YAML and JSON differ");
                Assert.Equal(File.ReadAllText(file), YamlWriter.Write(yaml, sortKeys: true));
            });
        }

        suite.Complete();
    }
}
