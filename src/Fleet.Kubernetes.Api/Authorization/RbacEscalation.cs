using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>
/// Who writes a role or binds one gives only what he holds, unless he may <c>escalate</c> the role or <c>bind</c> it. What a user holds is what the service's
/// authorizer says.
/// </summary>
/// <remarks>Source: pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased, pkg/registry/rbac/escalation_check.go.</remarks>
public sealed class RbacEscalation : IAdmissionPlugin
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly DocumentValue[] FullAuthority =
    [
        Document.Parse("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""").Root,
        Document.Parse("""{"verbs":["*"],"nonResourceURLs":["*"]}""").Root,
    ];

    public string Name => "RbacEscalation";

    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && request.Subresource.Length == 0
        && request.Target.Resource.Resource is { Group: Group, Resource: "roles" or "clusterroles" or "rolebindings" or "clusterrolebindings" };

    public ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var next = request.Object!.ToDocument().Root;
        if (request.Context.User.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal)
            || (request.Operation == AdmissionOperation.Update && IsForGarbageCollectionOnly(next, request.OldObject)))
        {
            return;
        }

        await (request.Target.Resource.Resource.Resource.EndsWith("bindings", StringComparison.Ordinal)
            ? CheckBindingAsync(request, next, cancellationToken)
            : CheckRoleAsync(request, next, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The garbage collector may take owners and finalizers off what it could not give.</summary>
    private static bool IsForGarbageCollectionOnly(DocumentValue next, DocumentValue old)
    {
        return Strip(next).DeepEquals(Strip(old));

        static DocumentValue Strip(DocumentValue value)
        {
            var node = value.ToNode();
            if (node["metadata"] is { } metadata)
            {
                metadata.Remove("ownerReferences");
                metadata.Remove("finalizers");
                metadata.Remove("managedFields");
                metadata.Remove("resourceVersion");
            }

            return node.ToDocument().Root;
        }
    }

    private static async ValueTask CheckRoleAsync(AdmissionRequest request, DocumentValue next, CancellationToken cancellationToken)
    {
        // A role made by its collection's path has no name yet when this is asked.
        var name = request.Operation == AdmissionOperation.Create ? "" : request.Target.Name ?? "";
        if (await MayAsync(request, "escalate", request.Target.Resource.Resource.Resource, name, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await ConfirmAsync(request, [.. next["rules"u8].Items.ToList()], null, cancellationToken).ConfigureAwait(false);
        if (!next["aggregationRule"u8].IsNullOrUndefined || !request.OldObject["aggregationRule"u8].IsNullOrUndefined)
        {
            await ConfirmAsync(request, FullAuthority, "must have cluster-admin privileges to use the aggregationRule", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask CheckBindingAsync(AdmissionRequest request, DocumentValue next, CancellationToken cancellationToken)
    {
        var reference = next["roleRef"u8];
        var (isCluster, name) = (reference["kind"u8].StringEquals("ClusterRole"u8), reference["name"u8].AsString(""));
        var resource = isCluster ? "clusterroles" : "roles";
        if (await MayAsync(request, "bind", resource, name, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var source = new StoreRbacSource(request.Service.Store);
        var role = isCluster
            ? await source.FindClusterRoleAsync(name, cancellationToken).ConfigureAwait(false)
            : await source.FindRoleAsync(request.Target.Namespace ?? "", name, cancellationToken).ConfigureAwait(false);
        if (role is null)
        {
            throw StatusError.NotFound(new GroupResource(Group, resource), name);
        }

        await ConfirmAsync(request, [.. role["rules"u8].Items.ToList()], null, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> MayAsync(AdmissionRequest request, string verb, string resource, string name, CancellationToken cancellationToken)
    {
        var attributes = new AuthorizationAttributes(request.Context.User, verb)
        {
            IsResourceRequest = true,
            Group = Group,
            Version = "*",
            Resource = resource,
            Namespace = request.Target.Namespace ?? "",
            Name = name,
        };
        return (await request.Service.Options.Authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false)).Allowed;
    }

    /// <exception cref="ApiException">403: the user holds less than the rules give; what is missing is listed.</exception>
    private static async ValueTask ConfirmAsync(AdmissionRequest request, IReadOnlyList<DocumentValue> given, string? message, CancellationToken cancellationToken)
    {
        var user = request.Context.User;
        var held = await request.Service.Options.Authorizer.RulesAsync(user, request.Target.Namespace ?? "", cancellationToken).ConfigureAwait(false);
        var missing = AtomicRule.Of(given).Where(rule => !held.Rules.Any(rule.IsCoveredBy)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        message ??= $"user {GoText.Quote(user.Name)} (groups={GoText.QuoteAll(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n"
            + string.Join("\n", AtomicRule.Describe(missing))
            + (held.Problem.Length == 0 ? "" : $"; resolution errors: [{held.Problem}]");
        throw StatusError.Forbidden(request.Target.Resource.GroupResource, request.Target.Name ?? "", message);
    }
}
