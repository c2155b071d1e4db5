using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.TypedValues;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.FieldSets;

/// <summary>Objects and their field sets of kubernetes-sigs/structured-merge-diff.</summary>
[Trait("Category", "Conformance")]
public class FieldSetConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Field_sets_of_objects_are_those_of_structured_merge_diff()
    {
        if (ConformanceData.Find("drift/smd-fieldset") is not { } folder)
        {
            ConformanceSuite.SkipMissing("drift/smd-fieldset", output);
            return;
        }

        var suite = new ConformanceSuite("smd-fieldset", output);
        var schemas = File.ReadAllText(Path.Combine(folder, "_schema", "k8s-schema.yaml"));
        var source = new SmdSchemaSource(YamlReader.Read(schemas).Root);
        foreach (var expected in Directory.EnumerateFiles(folder, "*set.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            suite.Run(Path.GetFileName(expected), () =>
            {
                var text = File.ReadAllText(expected).Trim();
                var value = YamlReader.Read(File.ReadAllText(expected.Replace("set.json", ".yaml", StringComparison.Ordinal)));
                var schema = source.Find(GroupVersionKind.Of(value.Root));
                var added = new TypedComparer(new FieldSetPool()).Compare(default, value.Root, schema).Added;
                Assert.Equal(text, added.ToFieldsV1().ToString());
                Assert.Equal(text, FieldSet.FromObject(value.Root, schema).Union(Containers(value.Root, schema)).ToFieldsV1().ToString());
                Assert.Equal(text, FieldSet.FromFieldsV1(Document.Parse(text).Root).ToFieldsV1().ToString());
            });
        }

        suite.Complete();
    }

    /// <summary>The suite counts every ancestor of a field; a configuration owns declared fields only as leaves.</summary>
    private static FieldSet Containers(DocumentValue value, Schema schema)
    {
        var set = FieldSet.FromObject(value, schema);
        var paths = set.Paths().SelectMany(path => Enumerable.Range(1, path.Elements.Length).Select(length => new FieldPath(path.Elements[..length].ToArray())));
        return FieldSet.Of(paths);
    }
}
