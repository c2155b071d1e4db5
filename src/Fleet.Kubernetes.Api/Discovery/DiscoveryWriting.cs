using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>What both forms of discovery write alike.</summary>
internal static class DiscoveryWriting
{
    /// <summary>A list of texts under <paramref name="name"/>; nothing when it is empty.</summary>
    public static DocumentBuilder Texts(this DocumentBuilder builder, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return builder;
        }

        builder.Name(name).StartArray();
        foreach (var text in texts)
        {
            builder.String(text);
        }

        return builder.EndArray();
    }
}
