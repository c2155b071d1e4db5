namespace Fleet.Kubernetes.Api.Admission;

/// <summary>
/// One step of the admission chain. All plugins first mutate in chain order, then all validate in chain order. A plugin refuses by throwing
/// <see cref="Errors.ApiException"/>; warnings go to <see cref="Requests.RequestContext.Warn"/>.
/// </summary>
public interface IAdmissionPlugin
{
    /// <summary>As <c>--enable-admission-plugins</c> names it.</summary>
    string Name { get; }

    /// <summary>Cheap test whether the plugin has anything to say about such a request.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>May change <see cref="AdmissionRequest.Object"/>.</summary>
    ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);

    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
