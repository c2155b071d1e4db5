using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>The images of a pod spec, each once, in its order: containers first.</summary>
internal static class WorkloadImages
{
    private const int MaxImages = 32;
    private const int MaxLength = 512;

    public static void Write(DocumentBuilder builder, DocumentValue podSpec)
    {
        var written = new List<string>(2);
        foreach (var list in (ReadOnlySpan<DocumentValue>)[podSpec["containers"u8], podSpec["initContainers"u8]])
        {
            foreach (var container in list.Items)
            {
                if (written.Count >= MaxImages)
                {
                    return;
                }

                if (container["image"u8].AsString() is { Length: > 0 and <= MaxLength } image && !written.Contains(image))
                {
                    builder.String(image);
                    written.Add(image);
                }
            }
        }
    }
}
