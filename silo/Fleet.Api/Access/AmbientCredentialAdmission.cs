using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Access;

namespace Fleet.Api.Access;

/// <summary>
/// Credentials that are the silo's own (its files, its service account, its cloud identity) are chosen by operators of the whole fleet only: who may write one
/// cluster could otherwise point it at another one and read that under his own cluster's name.
/// </summary>
public sealed class AmbientCredentialAdmission(AccessGrants grants) : IAdmissionPlugin
{
    private static readonly string[] Ambient = ["kubeconfigFile", "inCluster", "eks", "aks", "gke"];

    public string Name => "FleetAmbientCredentials";

    public bool Handles(AdmissionRequest request) =>
        request.Target.Resource.GroupResource == FleetKinds.Clusters.GroupResource
        && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Subresource.Length == 0;

    public ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var (next, old) = (request.Object!.ToDocument().Root["spec"u8], request.OldObject["spec"u8]);

        // Another context of the same file is another cluster.
        var isSameContext = next["context"u8].AsString("") == old["context"u8].AsString("");
        if (Array.Find(Ambient, source => IsChosenAnew(next["credentials"u8][source], old["credentials"u8][source], isSameContext)) is { } chosen
            && !grants.HeldBy(request.Context.User).Any(held => held.Role >= AccessRole.Operator && held.Scope.IsUnlimited))
        {
            throw StatusError.Forbidden(
                request.Target.Resource.GroupResource,
                request.Target.Name ?? "",
                $"spec.credentials.{chosen} uses the silo's own credentials; only operators of the whole fleet may choose it, others give a kubeconfig");
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsChosenAnew(DocumentValue next, DocumentValue old, bool isSameContext) =>
        !next.IsNullOrUndefined && !(isSameContext && old.Exists && next.DeepEquals(old));
}
