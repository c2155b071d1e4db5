using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Ownership;

/// <summary>The owner reference with <c>controller: true</c>: who manages the object. Others only say what to delete it with.</summary>
internal readonly struct ControllerReference(DocumentValue value)
{
    public Guid Uid => MemberUid.Of(value["uid"u8]);

    /// <summary>A node's own pods (static pods) are managed by no object that runs workloads. That a pod controls anything, only a forged reference says.</summary>
    private bool RunsNothing => value["apiVersion"u8].StringEquals("v1"u8) && (value["kind"u8].StringEquals("Node"u8) || value["kind"u8].StringEquals("Pod"u8));

    public string UidText => value["uid"u8].AsString("");

    public DocumentValue ApiVersion => value["apiVersion"u8];

    public DocumentValue Kind => value["kind"u8];

    public DocumentValue Name => value["name"u8];

    /// <summary>False where nothing controls it, or the reference names nothing.</summary>
    public static bool TryRead(Document resource, out ControllerReference reference)
    {
        foreach (var owner in resource["metadata"u8]["ownerReferences"u8].Items)
        {
            if (owner["controller"u8].AsBoolean() == true && owner["uid"u8].IsString && owner["kind"u8].IsString && owner["name"u8].IsString)
            {
                reference = new(owner);
                return !reference.RunsNothing;
            }
        }

        reference = default;
        return false;
    }
}
