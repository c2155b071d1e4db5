using System.Collections.Immutable;

namespace Fleet.Grains.Queries;

/// <summary>Which silo answers for which cluster: the one that has it whole under the newest epoch. Built from what silos say they have. Immutable.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<SiloAddress, HeldShards> _held;
    private readonly Dictionary<SiloAddress, ImmutableArray<string>> _except;

    private Coverage(Dictionary<SiloAddress, HeldShards> held, Dictionary<SiloAddress, ImmutableArray<string>> except, ImmutableArray<string> missing, long directoryStamp)
    {
        _held = held;
        _except = except;
        Missing = missing;
        DirectoryStamp = directoryStamp;
    }

    /// <summary>Nothing is known.</summary>
    public static Coverage None { get; } = new([], [], [], -1);

    /// <summary>Clusters somebody has published rows of, and no silo can answer for.</summary>
    public ImmutableArray<string> Missing { get; }

    /// <summary>The <see cref="FleetDirectory.OwnershipStamp"/> it was built at.</summary>
    public long DirectoryStamp { get; }

    /// <summary>Rows of a cluster may be in the store. A cluster that is not declared any more has had them taken back.</summary>
    public static bool HasRows(DirectoryEntry cluster) => cluster is { Epoch: > 0, Declared: not null };

    public long StampOf(SiloAddress silo) => _held.TryGetValue(silo, out var held) ? held.Stamp : -1;

    /// <summary>What a silo has but must not answer for.</summary>
    public ImmutableArray<string> ExceptOf(SiloAddress silo) => _except.GetValueOrDefault(silo, []);

    /// <summary>It is made of exactly these answers.</summary>
    public bool IsOf(IReadOnlyList<KeyValuePair<SiloAddress, HeldShards>> answers, long directoryStamp) =>
        DirectoryStamp == directoryStamp
        && answers.Count == _held.Count
        && answers.All(answer => answer.Value.Clusters.IsDefault && StampOf(answer.Key) == answer.Value.Stamp);

    /// <summary>The coverage that answers show; a silo that repeats a known stamp has what it had.</summary>
    public Coverage With(IReadOnlyList<KeyValuePair<SiloAddress, HeldShards>> answers, FleetDirectory directory)
    {
        var stamp = directory.OwnershipStamp;
        var held = answers.ToDictionary(answer => answer.Key, answer => answer.Value.Clusters.IsDefault ? _held[answer.Key] : answer.Value);
        var winners = new Dictionary<string, (long Epoch, bool IsWhole, SiloAddress Silo)>(StringComparer.Ordinal);
        foreach (var (silo, entry) in held.SelectMany(answer => answer.Value.Clusters.Select(entry => (answer.Key, entry))))
        {
            if (!winners.TryGetValue(entry.Cluster, out var best) || entry.Epoch > best.Epoch)
            {
                winners[entry.Cluster] = (entry.Epoch, entry.IsWhole, silo);
            }
        }

        bool Wins(SiloAddress silo, HeldShardsEntry entry) =>
            entry.IsWhole && winners[entry.Cluster].Silo.Equals(silo) && entry.Epoch >= directory.EpochOf(entry.Cluster);

        var except = held.ToDictionary(
            answer => answer.Key,
            answer => answer.Value.Clusters.Where(entry => entry.IsWhole && !Wins(answer.Key, entry)).Select(entry => entry.Cluster).Order(StringComparer.Ordinal).ToImmutableArray());
        var missing = directory.Clusters
            .Where(cluster => HasRows(cluster) && !(winners.TryGetValue(cluster.Name, out var winner) && winner.IsWhole && winner.Epoch >= cluster.Epoch))
            .Select(cluster => cluster.Name);
        return new(held, except, [.. missing.Order(StringComparer.Ordinal)], stamp);
    }
}
