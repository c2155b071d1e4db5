using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>Translates objects between a served version and the storage version. Both directions return <c>apiVersion</c> and <c>kind</c> set.</summary>
public interface IVersionConverter
{
    Document FromStorage(Document stored);

    Document ToStorage(Document served);
}
