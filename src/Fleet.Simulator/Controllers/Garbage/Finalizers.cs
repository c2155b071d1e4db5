using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Garbage;

/// <summary>Reads and removes <c>metadata.finalizers</c>.</summary>
internal static class Finalizers
{
    public static bool Has(Document document, string finalizer)
    {
        foreach (var item in document["metadata"u8]["finalizers"u8].Items)
        {
            if (item.AsString() == finalizer)
            {
                return true;
            }
        }

        return false;
    }

    public static bool Remove(DocumentNode document, string finalizer)
    {
        if (document["metadata"]?["finalizers"] is not { IsArray: true } finalizers
            || finalizers.Items.FirstOrDefault(item => item.AsString() == finalizer) is not { } found)
        {
            return false;
        }

        finalizers.Items.Remove(found);
        if (finalizers.Count == 0)
        {
            document["metadata"]!.Remove("finalizers");
        }

        return true;
    }
}
