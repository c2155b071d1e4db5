using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.DataProtection;

namespace Fleet.Storage.Tests.Vault;

public sealed class CredentialVaultTests
{
    private const string Kubeconfig = "apiVersion: v1\nusers: [{token: s3cret-☸}]";

    private readonly MemoryFleetStore _store = new(TimeProvider.System);
    private readonly EphemeralDataProtectionProvider _keys = new();

    [Fact]
    public async Task Sealed_credentials_open_by_their_reference()
    {
        var vault = new CredentialVault(_store, _keys);
        var reference = await vault.SealAsync("prod", Kubeconfig, default);
        Assert.Matches("^sha256:[0-9a-f]{16}$", reference);
        Assert.Equal(Kubeconfig, await vault.OpenAsync("prod", reference, default));
        Assert.Null(await vault.OpenAsync("dev", reference, default));
    }

    [Fact]
    public async Task The_same_credentials_have_the_same_reference_but_not_in_another_cluster()
    {
        var vault = new CredentialVault(_store, _keys);
        var reference = await vault.SealAsync("prod", Kubeconfig, default);
        Assert.Equal(reference, await vault.SealAsync("prod", Kubeconfig, default));
        Assert.NotEqual(reference, await vault.SealAsync("dev", Kubeconfig, default));
    }

    [Fact]
    public async Task Nothing_of_the_plaintext_is_stored_and_nobody_hears_of_it()
    {
        await new CredentialVault(_store, _keys).SealAsync("prod", Kubeconfig, default);
        var record = Assert.Single(await AllAsync("prod"));
        var text = record.Document.ToString();
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("s3cret"u8)[..6], text, StringComparison.Ordinal);
        Assert.Empty(await _store.ReadLogAsync(LogStream.Changes, 0, 10, default));
    }

    [Fact]
    public async Task Ciphertext_moved_to_another_cluster_cannot_be_opened()
    {
        var vault = new CredentialVault(_store, _keys);
        var reference = await vault.SealAsync("prod", Kubeconfig, default);
        var stolen = Assert.Single(await AllAsync("prod"));
        await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(stolen.Key with { Partition = "$secrets/dev" }, stolen.Document)] }, default);

        var error = await Assert.ThrowsAsync<CredentialUnreadableException>(async () => await vault.OpenAsync("dev", reference, default));
        Assert.Equal(("dev", reference), (error.Cluster, error.Reference));
    }

    [Fact]
    public async Task Lost_keys_are_told_with_the_cluster_named()
    {
        var reference = await new CredentialVault(_store, _keys).SealAsync("prod", Kubeconfig, default);
        var other = new CredentialVault(_store, new EphemeralDataProtectionProvider());
        var error = await Assert.ThrowsAsync<CredentialUnreadableException>(async () => await other.OpenAsync("prod", reference, default));
        Assert.Contains("cluster prod", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forget_keeps_the_one_in_use_and_other_clusters()
    {
        var vault = new CredentialVault(_store, _keys);
        var old = await vault.SealAsync("prod", "old", default);
        var current = await vault.SealAsync("prod", "current", default);
        var other = await vault.SealAsync("prod-eu", "other", default);

        await vault.ForgetAsync("prod", current, default);
        Assert.Null(await vault.OpenAsync("prod", old, default));
        Assert.Equal("current", await vault.OpenAsync("prod", current, default));
        await vault.ForgetAsync("prod", null, default);
        Assert.Null(await vault.OpenAsync("prod", current, default));
        Assert.Equal("other", await vault.OpenAsync("prod-eu", other, default));
    }

    private async Task<List<StoredRecord>> AllAsync(string cluster)
    {
        var records = new List<StoredRecord>();
        await foreach (var record in _store.ReadAsync("$secrets/" + cluster, null, default))
        {
            records.Add(record);
        }

        return records;
    }
}
