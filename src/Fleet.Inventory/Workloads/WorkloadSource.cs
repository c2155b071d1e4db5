using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>Where what runs was built from, where the OCI image keys (or OpenShift's and Datadog's older ones) are on the workload or its pod template.</summary>
internal readonly record struct WorkloadSource(string Commit, string Version, string Repository)
{
    private const int MaxLength = 512;

    private static readonly string[] CommitKeys = ["org.opencontainers.image.revision", "app.openshift.io/vcs-ref"];
    private static readonly string[] VersionKeys = ["org.opencontainers.image.version", "app.kubernetes.io/version", "tags.datadoghq.com/version"];
    private static readonly string[] RepositoryKeys = ["org.opencontainers.image.source", "app.openshift.io/vcs-uri"];

    public bool IsEmpty => Commit.Length == 0 && Version.Length == 0 && Repository.Length == 0;

    /// <summary>The template is nearer to what runs than the workload.</summary>
    public static WorkloadSource Of(DocumentValue templateMetadata, DocumentValue metadata) => new(
        First(templateMetadata, metadata, CommitKeys), First(templateMetadata, metadata, VersionKeys), First(templateMetadata, metadata, RepositoryKeys));

    private static string First(DocumentValue templateMetadata, DocumentValue metadata, string[] keys)
    {
        foreach (var key in keys)
        {
            foreach (var place in (ReadOnlySpan<DocumentValue>)[templateMetadata["annotations"u8], templateMetadata["labels"u8], metadata["annotations"u8], metadata["labels"u8]])
            {
                if (place[key].AsString() is { Length: > 0 and <= MaxLength } text)
                {
                    return text;
                }
            }
        }

        return "";
    }
}
