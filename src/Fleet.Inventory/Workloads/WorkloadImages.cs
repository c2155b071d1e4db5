using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>The images of a pod spec, sorted, each once.</summary>
internal static class WorkloadImages
{
    private const int MaxImages = 32;
    private const int MaxLength = 512;

    public static void Write(DocumentBuilder builder, DocumentValue podSpec)
    {
        var images = new SortedSet<string>(StringComparer.Ordinal);
        Read(podSpec["containers"u8], images);
        Read(podSpec["initContainers"u8], images);
        foreach (var image in images.Take(MaxImages))
        {
            builder.String(image);
        }
    }

    private static void Read(DocumentValue containers, SortedSet<string> images)
    {
        foreach (var container in containers.Items)
        {
            if (container["image"u8].AsString() is { Length: > 0 and <= MaxLength } image)
            {
                images.Add(image);
            }
        }
    }
}
