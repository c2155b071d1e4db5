using System.Text;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Vault;

namespace Fleet.Api.Credentials;

/// <summary>
/// Takes the kubeconfig out of a Cluster before anybody else sees it and puts its reference there. The sealed text is committed together with the object
/// (<see cref="SealedCredentials"/>). Refusals name the field and never the text.
/// </summary>
internal sealed class ClusterCredentialAdmission(CredentialVault vault, SealedCredentials pending) : IAdmissionPlugin
{
    private const int MaxBytes = 256 * 1024;
    private const string Note = "fleetengine.io/credentials";
    private const string Field = "spec.credentials";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] OtherSources = ["kubeconfigFile", "inCluster", "eks", "aks", "gke"];

    public string Name => "FleetClusterCredentials";

    public bool Handles(AdmissionRequest request) =>
        request.Target.Resource.GroupResource == FleetKinds.Clusters.GroupResource
        && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Subresource.Length == 0;

    public async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var cluster = request.Object!;
        LastAppliedText.Remove(cluster, LastApplied);
        if (cluster["spec"]?["credentials"] is not { IsObject: true } credentials)
        {
            return;
        }

        var old = request.OldObject["spec"u8]["credentials"u8]["secretRef"u8].AsString();
        if (credentials["kubeconfig"] is not { IsNull: false } kubeconfig)
        {
            CheckReference(request, credentials, old);
            return;
        }

        var name = cluster["metadata"]?["name"]?.AsString() ?? "";
        var text = Check(name, kubeconfig, cluster["spec"]?["context"]?.AsString() ?? "");
        var reference = CredentialVault.ReferenceOf(name, text);
        credentials.Remove("kubeconfig");
        credentials["secretRef"] = reference;
        if (reference != old || !await CanOpenAsync(name, reference, cancellationToken).ConfigureAwait(false))
        {
            request.Notes[Note] = text;
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Context.DryRun || !request.Notes.TryGetValue(Note, out var text))
        {
            return;
        }

        var name = request.Target.Name ?? "";
        var old = request.OldObject["spec"u8]["credentials"u8]["secretRef"u8].AsString();
        if (CredentialVault.ReferenceOf(name, (string)text) == old)
        {
            // Lost, or sealed with keys that are gone: the object will not change, so there is no commit to go with.
            await vault.SealAsync(name, (string)text, cancellationToken).ConfigureAwait(false);
            return;
        }

        pending.Add(vault.Seal(name, (string)text));
    }

    /// <summary>Another source replaces the reference, which no client owns; anything but the present reference is refused.</summary>
    private static void CheckReference(AdmissionRequest request, DocumentNode credentials, string? old)
    {
        if (credentials["secretRef"]?.AsString() is not { } reference)
        {
            return;
        }

        if (reference != old)
        {
            throw Refuse(request.Target.Name, FieldError.Forbidden($"{Field}.secretRef", "is set by the server; give the kubeconfig itself in spec.credentials.kubeconfig"));
        }

        var before = request.OldObject["spec"u8]["credentials"u8];
        if (OtherSources.Any(source => credentials[source] is { IsNull: false } && !before[source].Exists))
        {
            credentials.Remove("secretRef");
        }
    }

    private static string Check(string name, DocumentNode kubeconfig, string context)
    {
        const string At = $"{Field}.kubeconfig";
        if (name.Length == 0)
        {
            throw Refuse(name, FieldError.Required("metadata.name", "a cluster with a kubeconfig is given a name, not generateName: its credentials are sealed under it"));
        }

        if (kubeconfig.AsString() is not { } text)
        {
            throw Refuse(name, new FieldError(FieldErrorType.TypeInvalid, At, null, "must be the text of a kubeconfig"));
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            throw Refuse(name, FieldError.TooLong(At, MaxBytes));
        }

        try
        {
            var parsed = Kubeconfig.Parse(text);
            var known = string.Join(", ", parsed.Contexts);
            if (context.Length > 0 && !parsed.Contexts.Contains(context, StringComparer.Ordinal))
            {
                throw Refuse(name, FieldError.Invalid("spec.context", context, $"the kubeconfig has the contexts: {known}"));
            }

            return context.Length > 0 || parsed.CurrentContext is { Length: > 0 }
                ? text
                : throw Refuse(name, FieldError.Required("spec.context", $"the kubeconfig has no current-context; its contexts: {known}"));
        }
        catch (KubeconfigException error)
        {
            throw Refuse(name, new FieldError(FieldErrorType.Invalid, At, null, error.Message));
        }
    }

    private async ValueTask<bool> CanOpenAsync(string cluster, string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.OpenAsync(cluster, reference, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (CredentialUnreadableException)
        {
            return false;
        }
    }

    private static ApiException Refuse(string? name, FieldError error) => StatusError.Invalid(new(FleetKinds.Group, "Cluster"), name ?? "", [error]);
}
