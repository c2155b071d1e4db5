using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Client;

/// <summary>How an object is deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>Only the object with this UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Only the object in this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the server's default.</summary>
    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }

    public bool DryRun { get; init; }

    internal Document ToBody()
    {
        var body = DocumentNode.Object(("apiVersion", "v1"), ("kind", "DeleteOptions"));
        if (Uid is not null || ResourceVersion is not null)
        {
            body["preconditions"] = DocumentNode.Object(("uid", Uid is null ? null : (DocumentNode)Uid), ("resourceVersion", ResourceVersion is null ? null : (DocumentNode)ResourceVersion));
        }

        body.With("propagationPolicy", PropagationPolicy is null ? null : (DocumentNode)PropagationPolicy)
            .With("gracePeriodSeconds", GracePeriodSeconds is { } seconds ? (DocumentNode)seconds : null)
            .With("dryRun", DryRun ? DocumentNode.Array("All") : null);
        return body.ToDocument();
    }
}
