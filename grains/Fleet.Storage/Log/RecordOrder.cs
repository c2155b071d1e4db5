using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;

namespace Fleet.Storage.Log;

/// <summary>
/// How keys are spelled and ordered in every store: by resource (<c>workloads.fleetengine.io</c>), then <c>namespace/name</c>, bytewise, as etcd does.
/// </summary>
internal sealed class RecordOrder : IComparer<ObjectKey>
{
    public static readonly RecordOrder Instance = new();

    public int Compare(ObjectKey x, ObjectKey y) => x.Resource == y.Resource
        ? ObjectKey.Compare(x.Namespace, x.Name, y.Namespace, y.Name)
        : string.CompareOrdinal(x.Resource.ToString(), y.Resource.ToString());

    /// <summary>The second part of a key; a namespace has no slash, so it can be taken apart again.</summary>
    public static string PathOf(ObjectKey key) => $"{key.Namespace}/{key.Name}";

    /// <summary>The key of a resource as <see cref="GroupResource.ToString"/> spells it and of a path.</summary>
    public static ObjectKey Parse(string resource, string path)
    {
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var groupResource = dot < 0 ? new GroupResource("", resource) : new GroupResource(resource[(dot + 1)..], resource[..dot]);
        return new ObjectKey(groupResource, path[..slash], path[(slash + 1)..]);
    }
}
