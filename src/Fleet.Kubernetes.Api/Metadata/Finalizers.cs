using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Metadata;

/// <summary>The finalizers of the garbage collector.</summary>
public static class Finalizers
{
    /// <summary>Holds an owner until its dependents are taken off it.</summary>
    public const string Orphan = "orphan";

    /// <summary>Holds an owner until its blocking dependents are gone.</summary>
    public const string Foreground = "foregroundDeletion";

    /// <summary>The names in <c>metadata.finalizers</c>.</summary>
    public static List<string> Of(DocumentValue value) => value["metadata"u8]["finalizers"u8].Items.ToList().ConvertAll(item => item.AsString(""));
}
