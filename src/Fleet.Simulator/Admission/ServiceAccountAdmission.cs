using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Every pod runs as a service account and gets its token, unless either says no (plugin/pkg/admission/serviceaccount).</summary>
public sealed class ServiceAccountAdmission(IdentityGenerator identities) : AdmissionPlugin
{
    private const string DefaultAccount = "default";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const long TokenSeconds = 3607;
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly GroupResource Accounts = new("", "serviceaccounts");

    public override string Name => "ServiceAccount";

    public override bool Handles(AdmissionRequest request) => Is(request, AdmissionOperation.Create, "", "pods");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var pod = request.Object!;
        if (pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] is not null)
        {
            return;
        }

        var spec = pod.GetOrAddObject("spec");
        var name = spec["serviceAccountName"]?.AsString() is { Length: > 0 } given ? given : DefaultAccount;
        spec["serviceAccountName"] = name;
        var account = await FindAccountAsync(request, name, cancellationToken).ConfigureAwait(false);
        if (!account.Exists)
        {
            throw Forbidden(request, $"error looking up service account {request.Target.Namespace}/{name}: serviceaccount \"{name}\" not found");
        }

        if (spec["automountServiceAccountToken"]?.AsBoolean() ?? account["automountServiceAccountToken"u8].AsBoolean() ?? true)
        {
            MountToken(spec);
        }

        if (spec["imagePullSecrets"] is null or { Count: 0 } && account["imagePullSecrets"u8].Count > 0)
        {
            spec["imagePullSecrets"] = account["imagePullSecrets"u8];
        }
    }

    /// <summary>The account of a namespace that was just made comes a moment later: as upstream, wait for it, though not for long.</summary>
    private static async ValueTask<DocumentValue> FindAccountAsync(AdmissionRequest request, string name, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(Accounts, request.Target.Namespace ?? "", name);
        var account = await FindAsync(request.Service, key, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; !account.Exists && attempt < Attempts && name == DefaultAccount; attempt++)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            account = await FindAsync(request.Service, key, cancellationToken).ConfigureAwait(false);
        }

        return account;
    }

    private void MountToken(DocumentNode spec)
    {
        var volume = spec["volumes"]?.Items.Select(item => item["name"]?.AsString() ?? "").FirstOrDefault(name => name.StartsWith("kube-api-access-", StringComparison.Ordinal));
        var name = volume ?? identities.NewName("kube-api-access-");
        var needsVolume = false;
        foreach (var container in Objects(spec, "initContainers").Concat(Objects(spec, "containers")))
        {
            var mounts = container.GetOrAddArray("volumeMounts");
            if (mounts.Items.All(mount => mount["mountPath"]?.AsString() != MountPath))
            {
                mounts.Items.Add(DocumentNode.Object(("name", name), ("readOnly", true), ("mountPath", MountPath)));
                needsVolume = true;
            }
        }

        if (needsVolume && volume is null)
        {
            spec.GetOrAddArray("volumes").Items.Add(DocumentNode.Object(("name", name), ("projected", Projection())));
        }
    }

    private static DocumentNode Projection()
    {
        var token = DocumentNode.Object(("expirationSeconds", TokenSeconds), ("path", "token"));
        var certificate = DocumentNode.Object(("key", "ca.crt"), ("path", "ca.crt"));
        var roots = DocumentNode.Object(("name", "kube-root-ca.crt"), ("items", DocumentNode.Array(certificate)));
        var field = DocumentNode.Object(("apiVersion", "v1"), ("fieldPath", "metadata.namespace"));
        var place = DocumentNode.Object(("path", "namespace"), ("fieldRef", field));
        return DocumentNode.Object(
            ("sources", DocumentNode.Array(
                DocumentNode.Object(("serviceAccountToken", token)),
                DocumentNode.Object(("configMap", roots)),
                DocumentNode.Object(("downwardAPI", DocumentNode.Object(("items", DocumentNode.Array(place))))))),
            ("defaultMode", 420));
    }

    private static IEnumerable<DocumentNode> Objects(DocumentNode spec, string list) => spec[list] is { IsArray: true } items ? items.Items.Where(item => item.IsObject) : [];
}
