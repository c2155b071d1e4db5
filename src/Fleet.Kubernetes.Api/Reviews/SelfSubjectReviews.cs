using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary><c>SelfSubjectReview</c>: who am I?</summary>
public sealed class SelfSubjectReviews : ReviewResource
{
    public override ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        new(WithStatus(body, builder => UserInfoWriter.Write(builder.Name("userInfo"), context.User)));
}
