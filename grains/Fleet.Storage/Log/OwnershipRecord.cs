using Fleet.Kubernetes.Documents;

namespace Fleet.Storage.Log;

/// <summary>The document of a <see cref="RecordKey.Ownership"/> record: <c>{"owner": "silo", "epoch": 3}</c>.</summary>
public sealed record OwnershipRecord(string Owner, long Epoch)
{
    /// <summary>Reads one; missing fields are empty and 0.</summary>
    public static OwnershipRecord Read(Document document)
    {
        var root = document.Root;
        return new OwnershipRecord(root["owner"u8].AsString() ?? "", root["epoch"u8].TryGetInt64(out var epoch) ? epoch : 0);
    }

    /// <summary>The commit that makes somebody the owner.</summary>
    internal static FleetCommit Acquire(string partition, string owner, long epoch) =>
        new() { Mutations = [new Mutation(RecordKey.Ownership(partition), new OwnershipRecord(owner, epoch).ToDocument())] };

    public Document ToDocument()
    {
        using var builder = new DocumentBuilder();
        return builder.StartObject().Name("owner"u8).String(Owner).Name("epoch"u8).Number(Epoch).EndObject().Build();
    }
}
