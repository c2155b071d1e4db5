using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;

namespace Fleet.Simulator.Kubelet;

/// <summary><c>pods/exec</c>, <c>attach</c> and <c>portforward</c>: they need a connection that changes protocol, and simulated containers run nothing.</summary>
internal sealed class StreamingHandler : ISubresourceHandler
{
    public ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken) =>
        throw StatusError.BadRequest("Upgrade request required");
}
