using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Objects;

namespace Fleet.Kubernetes.Tests.Documents;

public class DocumentPrunerTests
{
    [Fact]
    public void Declared_paths_are_left_out_and_nothing_else()
    {
        var pruner = new DocumentPruner([["metadata", "managedFields"], ["status", "conditions", DocumentPruner.Every, "lastProbeTime"], ["spec", DocumentPruner.Every, "x"]]);
        var document = Document.Parse("""{"metadata":{"name":"a","managedFields":[{"m":1}]},"spec":{"b":{"x":1,"y":2},"c":{"x":[1]},"x":{"z":3}},"status":{"conditions":[{"type":"Ready","lastProbeTime":null},{"lastProbeTime":1}]},"managedFields":1}""");
        Assert.Equal("""{"metadata":{"name":"a"},"spec":{"b":{"y":2},"c":{},"x":{"z":3}},"status":{"conditions":[{"type":"Ready"},{}]},"managedFields":1}""", pruner.Prune(document).ToString());
        var untouched = Document.Parse("""{"a":{"b":[1,2]}}""");
        Assert.Same(untouched, pruner.Prune(untouched));
    }

    [Fact]
    public void Sharing_changes_nothing_a_reader_sees_and_saves_most_of_the_bytes()
    {
        var pool = new DocumentPool();
        var pruner = new DocumentPruner(DocumentPruner.InventoryPaths, pool);
        var plainPruner = new DocumentPruner(DocumentPruner.InventoryPaths);
        var shared = new HashSet<Document>(ReferenceEqualityComparer.Instance);
        var before = 0L;
        var after = 0L;
        for (var i = 0; i < 100; i++)
        {
            var pod = Document.Parse(SampleObjects.Pod(i));
            var small = pruner.Prune(pod);
            Assert.Equal(plainPruner.Prune(pod).ToString(), small.ToString());
            Assert.Equal(pod["metadata"u8]["labels"u8]["team"u8].AsString(), small["metadata"u8]["labels"u8]["team"u8].AsString());
            Assert.Equal(pod["status"u8]["containerStatuses"u8][1]["restartCount"u8].AsInt64(), small["status"u8]["containerStatuses"u8][1]["restartCount"u8].AsInt64());
            Assert.Equal(small.ToString(), pruner.Prune(small).ToString());
            before += pod.RetainedBytes;
            after += small.RetainedBytes + (small.Shared ?? []).Where(shared.Add).Sum(part => part.RetainedBytes);
        }

        Assert.True(after < before * 0.5, $"{before} bytes became {after}");
    }

    [Fact]
    public void What_occurs_once_is_not_pooled()
    {
        var pool = new DocumentPool();
        var pruner = new DocumentPruner([], pool);
        for (var i = 0; i < 50; i++)
        {
            var unique = Document.Parse("{\"a\":{\"b\":\"" + new string((char)(97 + (i % 26)), 300) + i + "\"}}");
            Assert.Same(unique, pruner.Prune(unique));
        }

        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void Values_are_shared_only_when_their_bytes_are_equal()
    {
        var pruner = new DocumentPruner([], new DocumentPool(32));
        for (var i = 0; i < 3000; i++)
        {
            var text = $$"""{"a":{"b":"{{new string('x', 200)}}{{i % 97}}"},"c":[{"d":"{{new string('y', 200)}}{{i % 89}}"}]}""";
            Assert.Equal(text, pruner.Prune(Document.Parse(text)).ToString());
        }
    }

    [Fact]
    public void Sample_pods_are_as_large_as_real_ones()
    {
        var pod = SampleObjects.Pod(3);
        Assert.InRange(pod.Length, 7500, 9000);
        Assert.Equal(Encoding.UTF8.GetString(pod), Document.Parse(pod).ToString());
        Assert.Equal("Deployment", Document.Parse(SampleObjects.Deployment(1))["kind"u8].AsString());
    }
}
