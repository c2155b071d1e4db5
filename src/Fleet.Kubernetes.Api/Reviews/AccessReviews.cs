using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary>
/// <c>SubjectAccessReview</c>, <c>SelfSubjectAccessReview</c> and <c>LocalSubjectAccessReview</c>: may a user do this?
/// </summary>
/// <param name="isSelf">The question is about the caller.</param>
public sealed class AccessReviews(bool isSelf) : ReviewResource
{
    public override async ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var spec = body["spec"u8];
        CheckSpec(target, spec);
        var user = isSelf ? context.User : Subject(spec);
        var decision = await service.Options.Authorizer.AuthorizeAsync(Attributes(spec, user), cancellationToken).ConfigureAwait(false);
        return WithStatus(body, builder =>
        {
            builder.Name("allowed").Boolean(decision.Allowed);
            WriteText(builder, "reason", decision.Reason);
            WriteText(builder, "evaluationError", decision.Error);
        });
    }

    private static UserInfo Subject(DocumentValue spec) => new(spec["user"u8].AsString(""))
    {
        Uid = spec["uid"u8].AsString(""),
        Groups = spec["groups"u8].Items.ToList().ConvertAll(group => group.AsString("")),
    };

    private void CheckSpec(ResourceTarget target, DocumentValue spec)
    {
        var errors = new List<FieldError>();
        var hasResource = spec["resourceAttributes"u8].IsObject;
        var hasPath = spec["nonResourceAttributes"u8].IsObject;
        if (hasResource && hasPath)
        {
            errors.Add(FieldError.Invalid("spec.nonResourceAttributes", spec["nonResourceAttributes"u8], "cannot be specified in combination with resourceAttributes"));
        }
        else if (!hasResource && !hasPath)
        {
            errors.Add(FieldError.Invalid("spec.resourceAttributes", default(DocumentValue), "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (!isSelf && spec["user"u8].AsString("").Length == 0 && spec["groups"u8].Count == 0)
        {
            errors.Add(FieldError.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        if (errors.Count > 0)
        {
            throw StatusError.Invalid(target.Resource.GroupKind with { Kind = "" }, "", errors);
        }
    }

    private static AuthorizationAttributes Attributes(DocumentValue spec, UserInfo user)
    {
        var resource = spec["resourceAttributes"u8];
        if (!resource.IsObject)
        {
            var path = spec["nonResourceAttributes"u8];
            return new AuthorizationAttributes(user, path["verb"u8].AsString("")) { Path = path["path"u8].AsString("") };
        }

        return new AuthorizationAttributes(user, resource["verb"u8].AsString(""))
        {
            IsResourceRequest = true,
            Group = resource["group"u8].AsString(""),
            Version = resource["version"u8].AsString(""),
            Resource = resource["resource"u8].AsString(""),
            Subresource = resource["subresource"u8].AsString(""),
            Namespace = resource["namespace"u8].AsString(""),
            Name = resource["name"u8].AsString(""),
        };
    }
}
