using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

internal sealed record TestAnswer(int Status, string ContentType, string Text, IReadOnlyList<string> Warnings)
{
    public Document Body => Document.Parse(Text);

    public string Message => Body["message"u8].AsString("");
}
