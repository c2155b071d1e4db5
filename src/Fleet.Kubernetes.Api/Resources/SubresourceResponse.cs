using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>The answer of a custom subresource: an object, or text (<see cref="Text"/>, sent as <c>text/plain</c>).</summary>
public sealed record SubresourceResponse(int StatusCode, Document? Object, string? Text = null)
{
    public static SubresourceResponse Ok(Document document) => new(200, document);

    public static SubresourceResponse Created(Document document) => new(201, document);

    public static SubresourceResponse Plain(string text) => new(200, null, text);
}
