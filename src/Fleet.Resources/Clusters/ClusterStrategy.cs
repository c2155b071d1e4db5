using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Clusters;

/// <summary>The rules of <c>Cluster</c>. Its name is part of the names of its workloads: a label, without dots.</summary>
internal sealed class ClusterStrategy : SpecStrategy
{
    private const string Sources = "kubeconfig, kubeconfigFile, inCluster, eks, aks, gke";

    private static readonly string[] SourceNames = ["kubeconfig", "secretRef", "kubeconfigFile", "inCluster", "eks", "aks", "gke"];

    public ClusterStrategy(ResourceDefinition definition)
        : base(definition, hasStatus: true)
    {
        NameRule = NameRules.DnsLabel;
    }

    public override void PrepareForCreate(StrategyContext context, DocumentNode value)
    {
        base.PrepareForCreate(context, value);

        // First, so that no cluster is ever connected to that could go without its grain letting go.
        AddFinalizer(value);
    }

    public override void PrepareForUpdate(StrategyContext context, DocumentNode value, DocumentValue old)
    {
        base.PrepareForUpdate(context, value, old);

        // Not a client's to take away: the object would go while its workloads and credentials stay. Who removes the cluster writes straight to the store.
        if (Finalizers.Of(old).Contains(FleetKinds.ClusterFinalizer))
        {
            AddFinalizer(value);
        }
    }

    protected override IEnumerable<FieldError> SpecErrors(DocumentValue spec)
    {
        var credentials = spec["credentials"u8];
        if (!credentials.IsObject)
        {
            // The schema says so.
            yield break;
        }

        var given = SourceNames.Where(name => credentials[name] is { IsNullOrUndefined: false } source && source.AsBoolean() != false).ToList();
        if (given.Count == 0)
        {
            yield return FieldError.Required("spec.credentials", $"exactly one of {Sources} must be given");
        }

        foreach (var extra in given.Skip(1))
        {
            yield return FieldError.Forbidden($"spec.credentials.{extra}", $"{given[0]} is given already; exactly one of {Sources} must be given");
        }

        if (credentials["kubeconfigFile"u8]["path"u8].AsString() is { Length: > 0 } path && !Path.IsPathRooted(path))
        {
            yield return FieldError.Invalid("spec.credentials.kubeconfigFile.path", path, "must be an absolute path");
        }
    }

    private static void AddFinalizer(DocumentNode value)
    {
        var finalizers = value.GetOrAddObject("metadata").GetOrAddArray("finalizers");
        if (!finalizers.Items.Any(item => item.AsString() == FleetKinds.ClusterFinalizer))
        {
            finalizers.Items.Add(FleetKinds.ClusterFinalizer);
        }
    }
}
