using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Reviews;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Scheduling;

/// <summary>The older way to bind a pod: <c>POST …/bindings</c>, which names the pod in the object.</summary>
internal sealed class PodBindings : ReviewResource
{
    public override ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        PodBinder.BindAsync(service, context, target.Namespace ?? "", body.Name(), body, cancellationToken);
}
