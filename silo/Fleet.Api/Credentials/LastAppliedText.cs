using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Credentials;

/// <summary>Takes a kubeconfig out of the copy of the manifest that <c>kubectl apply</c> puts into an annotation.</summary>
internal static class LastAppliedText
{
    public static void Remove(DocumentNode cluster, string annotation)
    {
        if (cluster["metadata"]?["annotations"] is not { IsObject: true } annotations || annotations[annotation]?.AsString() is not { } text)
        {
            return;
        }

        try
        {
            var applied = Document.Parse(text).Root.ToNode();
            if (applied["spec"]?["credentials"]?.Remove("kubeconfig") == true)
            {
                // As kubectl writes it: with a line end.
                annotations[annotation] = applied.ToDocument() + "\n";
            }
        }
        catch (DocumentFormatException)
        {
            // Whatever it is, it may hold the text.
            annotations.Remove(annotation);
        }
    }
}
