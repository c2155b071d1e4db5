using BenchmarkDotNet.Attributes;
using Fleet.Kubernetes.Client;
using Fleet.Testing.Objects;

namespace Fleet.Benchmarks.Documents;

/// <summary>One watch event of an 8 KB pod, line to document: <c>dotnet run -c Release --project tests/Fleet.Benchmarks -- --filter *WatchDecodeBenchmarks*</c>.</summary>
[MemoryDiagnoser]
public class WatchDecodeBenchmarks
{
    private byte[] _line = [];

    [GlobalSetup]
    public void Setup() => _line = Line(3);

    [Benchmark]
    public WatchEvent Decode() => WatchLineDecoder.Decode(_line);

    internal static byte[] Line(int index) => [.. "{\"type\":\"MODIFIED\",\"object\":"u8, .. SampleObjects.Pod(index), .. "}"u8];
}
