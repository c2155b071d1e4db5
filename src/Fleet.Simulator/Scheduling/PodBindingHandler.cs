using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;

namespace Fleet.Simulator.Scheduling;

/// <summary><c>pods/binding</c>.</summary>
internal sealed class PodBindingHandler : ISubresourceHandler
{
    public async ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body ?? throw StatusError.BadRequest("the request has no Binding");
        return SubresourceResponse.Created(
            await PodBinder.BindAsync(request.Service, request.Context, request.Target.Namespace ?? "", request.Target.Name ?? "", body, cancellationToken));
    }
}
