using BenchmarkDotNet.Attributes;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Objects;

namespace Fleet.Benchmarks.Documents;

/// <summary>Parsing a pod, reading fields of it, pruning it: <c>dotnet run -c Release --project tests/Fleet.Benchmarks -- --filter *DocumentBenchmarks*</c>.</summary>
[MemoryDiagnoser]
public class DocumentBenchmarks
{
    private readonly byte[] _text = SampleObjects.Pod(3);
    private readonly DocumentPruner _sharing = new(DocumentPruner.InventoryPaths, new DocumentPool());
    private Document _pod = Document.EmptyObject;
    private Document _deployment = Document.EmptyObject;

    [GlobalSetup]
    public void Setup()
    {
        _pod = Document.Parse(_text);
        _deployment = Document.Parse(SampleObjects.Deployment(3));
        _sharing.Prune(Document.Parse(SampleObjects.Pod(1)));
        _sharing.Prune(Document.Parse(SampleObjects.Pod(2)));
    }

    [Benchmark]
    public Document Parse() => Document.Parse(_text);

    [Benchmark]
    public long? ReadReplicas() => _deployment["spec"u8]["replicas"u8].AsInt64();

    [Benchmark]
    public bool ReadLabel() => _pod["metadata"u8]["labels"u8]["team"u8].StringEquals("payments"u8);

    [Benchmark]
    public long? ReadRestartCount() => _pod["status"u8]["containerStatuses"u8][0]["restartCount"u8].AsInt64();

    [Benchmark]
    public Document PruneAndShare() => _sharing.Prune(_pod);
}
