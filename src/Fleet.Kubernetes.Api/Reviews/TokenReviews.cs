using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary><c>TokenReview</c>: whose token is this?</summary>
public sealed class TokenReviews : ReviewResource
{
    public override async ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken)
    {
        var token = body["spec"u8]["token"u8].AsString("");
        if (token.Length == 0)
        {
            throw StatusError.BadRequest("token is required for TokenReview in authentication");
        }

        var user = service.Options.Tokens is { } tokens ? await tokens.FindAsync(token, cancellationToken).ConfigureAwait(false) : null;
        return WithStatus(body, builder =>
        {
            if (user is null)
            {
                builder.Name("user").StartObject().EndObject().Name("error").String("invalid bearer token");
            }
            else
            {
                builder.Name("authenticated").Boolean(true);
                UserInfoWriter.Write(builder.Name("user"), Groups.WithAuthenticated(user));
            }
        });
    }
}
