using System.Collections.Concurrent;
using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// The object a created one is compared with. For built-in kinds that is the empty Go struct, which always has its non-pointer structs and its
/// required lists: their owner is nobody. For custom resources it is an object with nothing in it.
/// </summary>
internal sealed class ZeroObjects
{
    private const int MaxDepth = 8;

    /// <summary>Optional fields that are Go structs, not pointers, on the way from a root to a field. Required ones are known from the schema.</summary>
    private static readonly FrozenSet<string> StructFields = new[]
    {
        "DeploymentSpec.strategy", "StatefulSetSpec.updateStrategy", "DaemonSetSpec.updateStrategy", "ReplicaSetSpec.template",
        "PodTemplateSpec.metadata", "PodTemplateSpec.spec", "PodTemplate.template", "JobTemplateSpec.metadata", "JobTemplateSpec.spec",
        "PersistentVolumeClaimSpec.resources", "NodeStatus.daemonEndpoints", "NodeDaemonEndpoints.kubeletEndpoint", "NodeStatus.nodeInfo",
        "ServiceStatus.loadBalancer", "IngressStatus.loadBalancer", "Event.source", "Event.deprecatedSource", "Event.regarding",
        "ResourceClaimSpec.devices", "ResourceClaimTemplateSpec.metadata", "CustomResourceDefinitionStatus.acceptedNames",
        "NetworkPolicySpec.podSelector",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> RootFields = new[] { "metadata", "spec", "status" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<Schema, Document> _objects = new();

    public Document Of(Schema schema)
    {
        if (schema.TypeName is not { } name || !name.StartsWith("io.k8s.", StringComparison.Ordinal))
        {
            return Document.EmptyObject;
        }

        return _objects.GetOrAdd(schema, static root => Document.From(Build(root, isRoot: true, depth: 0)));
    }

    private static DocumentNode Build(Schema schema, bool isRoot, int depth)
    {
        var node = DocumentNode.Object();
        if (schema.Kind != SchemaKind.Object || depth == MaxDepth)
        {
            return node;
        }

        var typeName = schema.TypeName?[(schema.TypeName.LastIndexOf('.') + 1)..];
        foreach (var (name, field) in schema.Fields)
        {
            var isStruct = (isRoot && RootFields.Contains(name)) || StructFields.Contains($"{typeName}.{name}");
            if (!isStruct && !schema.Required.Contains(name))
            {
                continue;
            }

            if (field.Kind == SchemaKind.Object)
            {
                node[name] = Build(field, isRoot: false, depth + 1);
            }
            else if (field.Kind is SchemaKind.List or SchemaKind.Map)
            {
                node[name] = DocumentNode.Null();
            }
        }

        return node;
    }
}
