using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;

namespace Fleet.Storage.Log;

/// <summary>Where a record lives.</summary>
/// <param name="Partition">Who publishes it: empty for what people declare, a cluster's name for its workloads, <c>$grains</c> for grain state.</param>
/// <param name="Object">Resource, namespace and name; unique over all partitions.</param>
public readonly record struct RecordKey(string Partition, ObjectKey Object)
{
    /// <summary>The partition of declared objects.</summary>
    public const string Declared = "";

    /// <summary>The resource of the records that say who owns a partition.</summary>
    public static readonly GroupResource OwnershipResource = new("internal.fleetengine.io", "ownerships");

    /// <summary>The record of a partition's owner: <c>{"owner": "silo", "epoch": 3}</c>.</summary>
    public static RecordKey Ownership(string partition) => new(Declared, new ObjectKey(OwnershipResource, "", partition));

    public override string ToString() => Partition.Length == 0 ? Object.ToString() : $"{Object} of {Partition}";
}
