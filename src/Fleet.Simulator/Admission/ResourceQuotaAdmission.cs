using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Admission;

/// <summary>
/// Refuses what would use more than a namespace's quotas allow and charges them for what is let through, quota by quota with compare-and-swap
/// (k8s.io/apiserver/pkg/admission/plugin/resourcequota). A quota counts once its controller has written its status.
/// </summary>
public sealed class ResourceQuotaAdmission : AdmissionPlugin
{
    private const int MaxAttempts = 10;
    private static readonly GroupVersionKind Quota = new("", "v1", "ResourceQuota");
    private static readonly GroupResource Quotas = new("", "resourcequotas");

    public override string Name => "ResourceQuota";

    public override bool Handles(AdmissionRequest request) =>
        request.Target.Resource.IsNamespaced
        && request.Target.Resource.Virtual is null
        && request.Subresource.Length == 0
        && (request.Operation == AdmissionOperation.Create
            || (request.Operation == AdmissionOperation.Update && request.Target.Resource.Resource.Group.Length == 0 && request.Target.Resource.Resource.Resource is "services" or "persistentvolumeclaims" or "pods"));

    public override async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var quotas = await ListAsync(request.Service, Quotas, request.Target.Namespace, cancellationToken).ConfigureAwait(false);
        if (quotas.Count == 0)
        {
            return;
        }

        var resource = request.Target.Resource.StorageResource;
        var value = request.Object!.ToValue();
        var delta = QuotaUsage.Of(resource, value);
        if (request.Operation == AdmissionOperation.Update)
        {
            foreach (var (name, before) in QuotaUsage.Of(resource, request.OldObject))
            {
                delta[name] = delta.TryGetValue(name, out var after) ? after - before : -before;
            }
        }

        // Nothing is charged before every quota agrees.
        foreach (var quota in quotas)
        {
            Check(request, quota["metadata"u8]["name"u8].AsString(""), quota, resource, value, delta);
        }

        foreach (var quota in quotas)
        {
            await ChargeAsync(request, quota["metadata"u8]["name"u8].AsString(""), resource, value, delta, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask ChargeAsync(
        AdmissionRequest request, string name, GroupResource resource, DocumentValue value, Dictionary<string, Quantity> delta, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(Quotas, request.Target.Namespace ?? "", name);
        for (var attempt = 1; ; attempt++)
        {
            var stored = await request.Service.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (stored is null || Check(request, name, stored.Document.Root, resource, value, delta) is not { } used || request.Context.DryRun)
            {
                return;
            }

            try
            {
                await WriteAsync(request, stored, used, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ApiException error) when (error.Code == 409 && attempt < MaxAttempts)
            {
                // Another write was charged meanwhile: count again from what it left.
            }
        }
    }

    private static async ValueTask WriteAsync(AdmissionRequest request, StoredObject stored, DocumentNode used, CancellationToken cancellationToken)
    {
        var definition = request.Service.Catalog.Find(Quota)!;
        var target = new ResourceTarget(definition, stored.Key.Namespace, stored.Key.Name, definition.FindSubresource("status"));
        var charged = DocumentNode.From(stored.Document.Root);
        charged.GetOrAddObject("status")["used"] = used;
        await request.Service.UpdateAsync(RequestContext.Internal("kube-apiserver"), target, charged.ToDocument(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The use with this write, or null when the quota has nothing to do with it.</summary>
    private static DocumentNode? Check(
        AdmissionRequest request, string name, DocumentValue quota, GroupResource resource, DocumentValue value, Dictionary<string, Quantity> delta)
    {
        var hard = quota["status"u8]["hard"u8];
        if (hard.Count == 0 || !QuotaUsage.IsInScope(quota, resource, value))
        {
            return null;
        }

        if (resource == new GroupResource("", "pods") && request.Operation == AdmissionOperation.Create && QuotaUsage.Missing(hard, value) is { } missing)
        {
            throw Forbidden(request, $"failed quota: {name}: must specify {missing}");
        }

        var limited = hard.Members.ToList().Select(member => member.Name).Where(item => delta.TryGetValue(item, out var change) && !change.IsZero).Order(StringComparer.Ordinal).ToList();
        if (limited.Count == 0)
        {
            return null;
        }

        var used = DocumentNode.From(quota["status"u8]["used"u8]);
        used = used.IsObject ? used : DocumentNode.Object();
        var exceeded = new List<string>();
        var before = limited.ToDictionary(item => item, item => Quantity.TryParse(used[item]?.ToValue() ?? default, out var amount) ? amount : Quantity.Zero, StringComparer.Ordinal);
        foreach (var item in limited)
        {
            var after = before[item] + delta[item];
            if (delta[item].Sign > 0 && Quantity.TryParse(hard[item], out var limit) && after > limit)
            {
                exceeded.Add(item);
            }

            used[item] = after.ToString();
        }

        if (exceeded.Count > 0)
        {
            var requested = string.Join(',', exceeded.Select(item => $"{item}={delta[item]}"));
            var inUse = string.Join(',', exceeded.Select(item => $"{item}={before[item]}"));
            var limits = string.Join(',', exceeded.Select(item => $"{item}={hard[item].AsString("")}"));
            throw Forbidden(request, $"exceeded quota: {name}, requested: {requested}, used: {inUse}, limited: {limits}");
        }

        return used;
    }
}
