using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary>A resource one can only post: the answer is the posted object with its <c>status</c>. Nothing is stored.</summary>
public abstract class ReviewResource : IVirtualResource
{
    public ValueTask<Document> GetAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken) =>
        throw StatusError.MethodNotAllowedPath();

    public ValueTask<IReadOnlyList<Document>> ListAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken) =>
        throw StatusError.MethodNotAllowedPath();

    public abstract ValueTask<Document> CreateAsync(
        ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken);

    /// <summary>The posted object with another status.</summary>
    protected static Document WithStatus(Document body, Action<DocumentBuilder> writeStatus)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject();
        foreach (var member in body.Root.Members)
        {
            if (!member.NameEquals("status"u8))
            {
                builder.Member(member);
            }
        }

        builder.Name("status").StartObject();
        writeStatus(builder);
        return builder.EndObject().EndObject().Build();
    }

    protected static void WriteText(DocumentBuilder builder, string name, string value)
    {
        if (value.Length > 0)
        {
            builder.Name(name).String(value);
        }
    }
}
