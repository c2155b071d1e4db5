using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary><c>SelfSubjectReview</c>: who am I?</summary>
public sealed class SelfSubjectReviews : ReviewResource
{
    public override ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        new(WithStatus(Stamp(body, service.Time.GetUtcNow()), builder => UserInfoWriter.Write(builder.Name("userInfo"), context.User)));

    /// <summary>Alone among reviews it carries the time it was answered.</summary>
    private static Document Stamp(Document body, DateTimeOffset now)
    {
        var value = body.Root.ToNode();
        value.GetOrAddObject("metadata")["creationTimestamp"] = Timestamps.Format(now);
        return value.ToDocument();
    }
}
