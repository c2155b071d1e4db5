using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>ServiceAccounts (pkg/registry/core/serviceaccount).</summary>
internal sealed class ServiceAccountStrategy : KindStrategy
{
    private const string EnforceMountable = "kubernetes.io/enforce-mountable-secrets";

    public ServiceAccountStrategy()
        : base(new GroupVersionKind("", "v1", "ServiceAccount")) => ReturnsDeletedObject = true;

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        value["metadata"u8]["annotations"u8][EnforceMountable].Exists && !old["metadata"u8]["annotations"u8][EnforceMountable].Exists
            ? [$"metadata.annotations[{EnforceMountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"]
            : [];
}
