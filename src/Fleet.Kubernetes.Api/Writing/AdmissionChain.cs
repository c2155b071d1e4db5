using Fleet.Kubernetes.Api.Admission;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Runs the plugins of a cluster in order.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    public async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(request))
            {
                await plugin.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(request))
            {
                await plugin.ValidateAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
