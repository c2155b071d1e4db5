using Fleet.Testing;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A silo with a small demo fleet that the tests of one collection share.</summary>
public sealed class DemoSilo : IAsyncLifetime
{
    public const string Name = "demo silo";

    public const int Clusters = 3;

    public const int WorkloadsEach = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-silo-").FullName;

    public SiloProcess Silo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Silo = await SiloProcess.StartAsync(Path.Combine(_folder, "data"), "--demo", "--demo-clusters", "3", "--demo-workloads", "10");
        await Eventually.AnswerAsync(Silo.StateAsync, state => state is { Workloads: >= Clusters * WorkloadsEach, Synced: Clusters });
    }

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(DemoSilo.Name)]
public sealed class DemoSiloCollection : ICollectionFixture<DemoSilo>;
