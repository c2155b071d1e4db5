using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Access;

/// <summary>The rules of <c>AccessToken</c>.</summary>
internal sealed class AccessTokenStrategy(ResourceDefinition definition) : SpecStrategy(definition, hasStatus: false)
{
    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
    [
        .. base.ValidateUpdate(context, value, old),
        .. value["spec"u8]["tokenHash"u8].DeepEquals(old["spec"u8]["tokenHash"u8])
            ? Array.Empty<FieldError>()
            : [FieldError.Invalid("spec.tokenHash", value["spec"u8]["tokenHash"u8], "field is immutable; make another AccessToken")],
    ];

    protected override IEnumerable<FieldError> SpecErrors(DocumentValue spec)
    {
        foreach (var error in SelectorRules.Labels("spec.clusters", spec["clusters"u8]))
        {
            yield return error;
        }

        if (ReservedNames.IsUser(spec["user"u8].AsString("")))
        {
            yield return FieldError.Invalid("spec.user", spec["user"u8], "names that begin with system: or fleet: are the server's own");
        }

        for (var i = 0; i < spec["groups"u8].Count; i++)
        {
            if (ReservedNames.IsGroup(spec["groups"u8][i].AsString("")))
            {
                yield return FieldError.Invalid($"spec.groups[{i}]", spec["groups"u8][i], "names that begin with system:, fleet: or fleetengine.io: are the server's own");
            }
        }

        var isIngest = spec["purpose"u8].StringEquals("ingest"u8);
        if (isIngest && spec["clusters"u8].Count == 0)
        {
            yield return FieldError.Required("spec.clusters", "an ingest token names the clusters it may send for");
        }

        if (!isIngest && spec["clusters"u8].Count > 0)
        {
            yield return FieldError.Forbidden("spec.clusters", "only tokens of purpose ingest are bound to clusters; grant access to a part of the fleet by an AccessGrant");
        }
    }
}
