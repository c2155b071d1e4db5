using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Patches;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Yaml;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Patches;

/// <summary>Package updates of kptdev/kpt. What they expect is told in the index in words; the same here as facts.</summary>
[Trait("Category", "Conformance")]
public class ThreeWayMergeConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Package_updates_merge_as_kpt_does()
    {
        if (ConformanceData.Find("drift/kpt-merge3") is not { } folder || ConformanceData.Find("drift/INDEX.kpt-merge3.json") is not { } index)
        {
            ConformanceSuite.SkipMissing("drift/kpt-merge3", output);
            return;
        }

        var suite = new ConformanceSuite("kpt-merge3", output);
        foreach (var entry in Document.Parse(File.ReadAllBytes(index)).Root.Items)
        {
            var group = entry["group"u8].AsString()!;
            if (entry["expect"u8].AsString("").Contains("SKIPPED", StringComparison.Ordinal))
            {
                suite.Skip();
                continue;
            }

            suite.Run(group, () => Check(Path.Combine(folder, group), entry["expect"u8].AsString("")));
        }

        suite.Complete();
    }

    private static void Check(string folder, string expect)
    {
        if (Directory.Exists(Path.Combine(folder, "expected")))
        {
            var merged = ThreeWayMerge.Merge(ReadFolder(folder, "origin").Root, ReadFolder(folder, "updated").Root, ReadFolder(folder, "dest").Root);
            Assert.True(merged.Root.DeepEquals(ReadFolder(folder, "expected").Root), merged.ToString());
            return;
        }

        var original = Resources(folder, "original");
        var updated = Resources(folder, "updated");
        var local = Resources(folder, "destination");
        var crd = Path.Combine(folder, "fruitstore.crd.yaml");
        var schemas = File.Exists(crd) ? CrdSchemaReader.Read(YamlReader.Read(File.ReadAllText(crd)).Root) : null;
        foreach (var (name, before) in original)
        {
            var kind = GroupVersionKind.Of(before.Root);
            var schema = BuiltInSchemas.Instance.Find(kind) ?? schemas?.GetValueOrDefault(kind);
            var merged = ThreeWayMerge.Merge(before.Root, updated[name].Root, local[name].Root, schema);
            CheckImages(before, updated[name], local[name], merged);
            if (expect.StartsWith('{') && merged["spec"u8]["fruits"u8].Exists)
            {
                var fruits = merged["spec"u8]["fruits"u8].Items.ToList().ToDictionary(fruit => fruit["name"u8].AsString()!, fruit => fruit["amount"u8].AsInt64()!.Value);
                var expected = expect[1..expect.IndexOf('}', StringComparison.Ordinal)].Split(',').Select(pair => pair.Split(':')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1]));
                Assert.Equal(expected.OrderBy(pair => pair.Key), fruits.OrderBy(pair => pair.Key));
            }
        }
    }

    /// <summary>An image changed on both sides is that of the update, one changed locally stays.</summary>
    private static void CheckImages(Document original, Document updated, Document local, Document merged)
    {
        static string? Image(Document value) => value["spec"u8]["template"u8]["spec"u8]["containers"u8][0]["image"u8].AsString();
        Assert.Equal(Image(updated) == Image(original) ? Image(local) : Image(updated), Image(merged));
    }

    private static Document ReadFolder(string folder, string role) => YamlReader.Read(File.ReadAllText(Directory.EnumerateFiles(Path.Combine(folder, role)).Single()));

    private static Dictionary<string, Document> Resources(string folder, string role) =>
        YamlReader.Read(File.ReadAllText(Path.Combine(folder, role + ".yaml")))["spec"u8]["resources"u8].Members.ToList()
            .ToDictionary(member => member.Name, member => YamlReader.Read(member.Value.AsString()!), StringComparer.Ordinal);
}
