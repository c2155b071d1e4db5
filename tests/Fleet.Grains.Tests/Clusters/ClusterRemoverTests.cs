using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Removal;
using Fleet.Grains.Tests.Hosting;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.DataProtection;

namespace Fleet.Grains.Tests.Clusters;

public sealed class ClusterRemoverTests : IAsyncLifetime
{
    private readonly FaultyStore _store = new(new MemoryFleetStore(TimeProvider.System));
    private readonly RecordingShards _shards = new();
    private readonly CredentialVault _vault;
    private readonly ClusterRemover _remover;

    public ClusterRemoverTests()
    {
        _vault = new CredentialVault(_store, new EphemeralDataProtectionProvider());
        _remover = new ClusterRemover(_store, _vault, new NoConnector(), TimeProvider.System);
    }

    public async Task InitializeAsync() => await _vault.SealAsync("prod", "first", default);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Removal_credentials_are_replaced_meanwhile_forgets_the_new_ones_too()
    {
        await PutAsync($"\"{FleetKinds.ClusterFinalizer}\"");
        _store.BeforeFencedCommit = ReplaceOnceAsync;

        await _remover.RemoveAsync("prod", "silo-a", _shards, default);

        Assert.Null(await _store.GetAsync(StatusKeeper.KeyOf("prod"), default));
        Assert.Empty(await _vault.ForgettingAsync("prod", null, default));
    }

    [Fact]
    public async Task Removal_others_hold_the_object_too_leaves_it_to_them_without_credentials()
    {
        await PutAsync($"\"example.io/hold\",\"{FleetKinds.ClusterFinalizer}\"");

        await _remover.RemoveAsync("prod", "silo-a", _shards, default);

        var left = (await _store.GetAsync(StatusKeeper.KeyOf("prod"), default))!.Document;
        Assert.Equal("""["example.io/hold"]""", left["metadata"u8]["finalizers"u8].ToString());
        Assert.Empty(await _vault.ForgettingAsync("prod", null, default));
    }

    [Fact]
    public async Task Removal_is_not_done_keeps_the_credentials()
    {
        await PutAsync($"\"{FleetKinds.ClusterFinalizer}\"");
        _store.Commits = FaultyStore.Fault.Away;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _remover.RemoveAsync("prod", "silo-a", _shards, default));

        Assert.Single(await _vault.ForgettingAsync("prod", null, default));
    }

    [Fact]
    public async Task Leftovers_cluster_is_declared_again_keeps_its_credentials()
    {
        Assert.True(await _remover.HasLeftoversAsync("prod", default));
        await PutAsync($"\"{FleetKinds.ClusterFinalizer}\"");

        await Assert.ThrowsAsync<CommitConflictException>(() => _remover.RemoveLeftoversAsync("prod", "silo-a", _shards, default));

        Assert.Single(await _vault.ForgettingAsync("prod", null, default));
        Assert.Equal(0, _shards.RetiredUnder);
    }

    [Fact]
    public async Task Leftovers_are_taken_back_once()
    {
        await _remover.RemoveLeftoversAsync("prod", "silo-a", _shards, default);

        Assert.True(_shards.RetiredUnder > 0);
        Assert.False(await _remover.HasLeftoversAsync("prod", default));
    }

    /// <summary>A client gives the terminating cluster another kubeconfig, as the API does: sealed in the commit that refers to it.</summary>
    private async Task ReplaceOnceAsync()
    {
        _store.BeforeFencedCommit = null;
        await PutAsync($"\"{FleetKinds.ClusterFinalizer}\"", _vault.Seal("prod", "second"));
    }

    private async Task PutAsync(string finalizers, params Mutation[] beside)
    {
        var cluster = Document.Parse(
            $$$"""{"metadata":{"name":"prod","deletionTimestamp":"2026-11-25T02:00:00Z","finalizers":[{{{finalizers}}}]},"spec":{}}""");
        await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("prod"), cluster), .. beside] }, default);
    }
}
