using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Nothing is created in a namespace that is missing or going; the system's namespaces stay (plugin/pkg/admission/namespace/lifecycle).</summary>
public sealed class NamespaceLifecycle : AdmissionPlugin
{
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private static readonly HashSet<string> Immortal = new(StringComparer.Ordinal) { "default", "kube-system", "kube-public" };

    public override string Name => "NamespaceLifecycle";

    public override bool Handles(AdmissionRequest request) =>
        request.Operation == AdmissionOperation.Create
            ? request.Target.Resource.IsNamespaced && request.Target.Resource.Virtual is null
            : Is(request, AdmissionOperation.Delete, "", "namespaces");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == AdmissionOperation.Delete)
        {
            if (Immortal.Contains(request.Target.Name ?? ""))
            {
                throw Forbidden(request, "this namespace may not be deleted");
            }

            return;
        }

        var name = request.Target.Namespace ?? "";
        var found = await FindAsync(request.Service, new ObjectKey(Namespaces, "", name), cancellationToken).ConfigureAwait(false);
        if (!found.Exists)
        {
            throw StatusError.NotFound(Namespaces, name);
        }

        if (found["status"u8]["phase"u8].StringEquals("Terminating"u8))
        {
            throw Terminating(request, name);
        }
    }

    private static ApiException Terminating(AdmissionRequest request, string name)
    {
        var error = Forbidden(request, $"unable to create new content in namespace {name} because it is being terminated");
        var cause = new StatusCause("NamespaceTerminating", $"namespace {name} is being terminated", "metadata.namespace");
        return new ApiException(error.Code, error.Reason, error.Message, error.Details! with { Causes = [cause] });
    }
}
