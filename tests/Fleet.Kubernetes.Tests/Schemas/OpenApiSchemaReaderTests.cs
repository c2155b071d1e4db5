using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Schemas;

public class OpenApiSchemaReaderTests(ITestOutputHelper output)
{
    private static readonly GroupVersionKind Deployment = new("apps", "v1", "Deployment");

    [Fact]
    [Trait("Category", "Conformance")]
    public void Read_of_a_recorded_server_equals_the_embedded_structure()
    {
        const string Path = "kube-apiserver/openapi/v3-apps-v1-deployment.json";
        if (ConformanceData.Find(Path) is not { } file)
        {
            ConformanceSuite.SkipMissing(Path, output);
            return;
        }

        var schemas = OpenApiSchemaReader.Read(Document.Parse(File.ReadAllBytes(file))["steps"u8][0]["response"u8]["body"u8]);
        var seen = new HashSet<(Schema, Schema)>();
        var differences = new List<string>();
        Compare("", schemas.Find(Deployment)!, BuiltInSchemas.Instance.Find(Deployment)!, seen, differences);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.True(seen.Count > 300, $"only {seen.Count} types compared");
    }

    [Fact]
    public void More_references_than_any_kubernetes_has_are_refused()
    {
        var references = string.Join(',', Enumerable.Range(0, 260_000).Select(i => $"\"f{i}\":{{\"$ref\":\"#/components/schemas/n\"}}"));
        var document = "{\"openapi\":\"3.0.0\",\"components\":{\"schemas\":{\"a\":{\"type\":\"object\",\"properties\":{" + references + "}}}}}";
        Assert.Throws<SchemaFormatException>(() => OpenApiSchemaReader.Read(Document.Parse(document).Root));
    }

    [Fact]
    public void References_in_a_circle_and_to_nothing_are_bounded()
    {
        var schemas = OpenApiSchemaReader.Read(Document.Parse("""
            {"openapi":"3.0.0","components":{"schemas":{
              "a":{"$ref":"#/components/schemas/b"},"b":{"allOf":[{"$ref":"#/components/schemas/a"}]},
              "x.Tree":{"type":"object","properties":{
                 "children":{"type":"array","items":{"default":{},"allOf":[{"$ref":"#/components/schemas/x.Tree"}]}},
                 "loop":{"$ref":"#/components/schemas/a"},"gone":{"$ref":"#/components/schemas/nope"},"other":{"$ref":"http://elsewhere/x"}},
                "x-kubernetes-group-version-kind":[{"group":"x","version":"v1","kind":"Tree"}]}}}}
            """).Root);
        var tree = schemas.Find(new GroupVersionKind("x", "v1", "Tree"))!;
        Assert.NotNull(tree.At("children", "children", "children", "loop"));
        Assert.Equal(SchemaKind.Any, tree.At("loop")!.Kind);
        Assert.Equal(SchemaKind.Any, tree.At("gone")!.Kind);
        Assert.Equal(SchemaKind.Any, tree.At("other")!.Kind);
        Assert.Null(schemas.FindType("a"));
    }

    [Fact]
    public void Zero_defaults_of_go_types_are_no_defaults_but_those_of_custom_resources_are()
    {
        var schemas = OpenApiSchemaReader.Read(Document.Parse("""
            {"openapi":"3.0.0","components":{"schemas":{
              "io.k8s.api.core.v1.EnvVar":{"type":"object","properties":{"name":{"type":"string","default":""},"value":{"type":"object"}}},
              "com.example.v1.Widget":{"type":"object","properties":{
                 "metadata":{"allOf":[{"$ref":"#/components/schemas/meta"}]},
                 "spec":{"type":"object","default":{},"properties":{"size":{"type":"integer","default":0},"free":{"type":"object"},
                    "raw":{"x-kubernetes-preserve-unknown-fields":true},"port":{"x-kubernetes-int-or-string":true}}}},
                "x-kubernetes-group-version-kind":[{"group":"example.com","version":"v1","kind":"Widget"}]}}}}
            """).Root);
        Assert.False(schemas.FindType("io.k8s.api.core.v1.EnvVar")!.At("name")!.Default.Exists);
        Assert.Equal(SchemaKind.Any, schemas.FindType("io.k8s.api.core.v1.EnvVar")!.At("value")!.Kind);
        var widget = schemas.Find(new GroupVersionKind("example.com", "v1", "Widget"))!;
        Assert.Equal("0", widget.At("spec", "size")!.Default.ToString());
        Assert.Equal("{}", widget.At("spec")!.Default.ToString());
        Assert.Equal(SchemaKind.Object, widget.At("spec", "free")!.Kind);
        Assert.Equal(SchemaKind.Any, widget.At("spec", "raw")!.Kind);
        Assert.Equal(SchemaKind.IntOrString, widget.At("spec", "port")!.Kind);
    }

    [Fact]
    public void Read_refuses_what_is_not_openapi_3() =>
        Assert.Contains("\"2.0\"", Assert.Throws<SchemaFormatException>(() => OpenApiSchemaReader.Read(Document.Parse("""{"openapi":"2.0"}""").Root)).Message, StringComparison.Ordinal);

    private static void Compare(string path, Schema read, Schema embedded, HashSet<(Schema, Schema)> seen, List<string> differences)
    {
        if (!seen.Add((read, embedded)))
        {
            return;
        }

        Check("kind", read.Kind, embedded.Kind);
        Check("format", read.Kind is SchemaKind.String or SchemaKind.Integer ? read.Format : null, embedded.Kind is SchemaKind.String or SchemaKind.Integer ? embedded.Format : null);
        Check("listType", read.ListType, embedded.ListType);
        Check("keys", string.Join(',', read.MapKeys), string.Join(',', embedded.MapKeys));
        Check("atomic", read.IsAtomicMap, embedded.IsAtomicMap);
        Check("mergeKey", read.PatchMergeKey, embedded.PatchMergeKey);
        Check("strategies", string.Join(',', read.PatchStrategies), string.Join(',', embedded.PatchStrategies));
        Check("required", string.Join(',', read.Required), string.Join(',', embedded.Required));
        if (!path.EndsWith("[]", StringComparison.Ordinal))
        {
            // The embedded structure leaves out the enums of list items.
            Check("enum", string.Join(',', read.Enum.Order()), string.Join(',', embedded.Enum.Order()));
        }

        Check("default", read.Default.ToString(), embedded.Default.ToString());
        Check("fields", string.Join(',', read.Fields.Keys.Order()), string.Join(',', embedded.Fields.Keys.Order()));
        foreach (var (name, field) in read.Fields)
        {
            if (embedded.Fields.TryGetValue(name, out var other))
            {
                Compare($"{path}.{name}", field, other, seen, differences);
            }
        }

        if (read.Items is not null && embedded.Items is not null)
        {
            Compare(path + "[]", read.Items, embedded.Items, seen, differences);
        }

        if (read.Values is not null && embedded.Values is not null)
        {
            Compare(path + "{}", read.Values, embedded.Values, seen, differences);
        }

        void Check<T>(string what, T a, T b)
        {
            if (!EqualityComparer<T>.Default.Equals(a, b))
            {
                differences.Add($"{path}: {what} {a} != {b}");
            }
        }
    }
}
