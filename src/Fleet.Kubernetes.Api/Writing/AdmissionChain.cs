using Fleet.Kubernetes.Api.Admission;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Runs the plugins of a cluster in order.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    /// <summary>Lets the plugins change the object; says whether any looked at it.</summary>
    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var isHandled = false;
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(request))
            {
                isHandled = true;
                await plugin.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }

        return isHandled;
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
