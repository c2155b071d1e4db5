using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Tests.Hosting;

internal sealed record TestAnswer(int Status, string Text, string RetryAfter)
{
    public Document Body => Document.Parse(Text);

    public string Message => Body["message"u8].AsString("");
}
