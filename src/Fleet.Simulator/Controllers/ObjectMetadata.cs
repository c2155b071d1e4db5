using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers;

/// <summary>The metadata fields every controller reads.</summary>
internal static class ObjectMetadata
{
    public static string Name(this Document document) => document["metadata"u8]["name"u8].AsString("");

    public static string Namespace(this Document document) => document["metadata"u8]["namespace"u8].AsString("");

    public static string Uid(this Document document) => document["metadata"u8]["uid"u8].AsString("");

    public static string ResourceVersion(this Document document) => document["metadata"u8]["resourceVersion"u8].AsString("");

    public static long Generation(this Document document) => document["metadata"u8]["generation"u8].AsInt64() ?? 0;

    public static string CreationTimestamp(this Document document) => document["metadata"u8]["creationTimestamp"u8].AsString("");

    public static DocumentValue Labels(this Document document) => document["metadata"u8]["labels"u8];

    public static string? Annotation(this Document document, string name) => document["metadata"u8]["annotations"u8][name].AsString();

    public static bool IsBeingDeleted(this Document document) => document["metadata"u8]["deletionTimestamp"u8].IsString;

    public static ObjectName Key(this Document document) => new(document.Namespace(), document.Name());

    /// <summary>The owner reference with <c>controller: true</c>, or an undefined value.</summary>
    public static DocumentValue ControllerReference(this Document document)
    {
        foreach (var reference in document["metadata"u8]["ownerReferences"u8].Items)
        {
            if (reference["controller"u8].AsBoolean() == true)
            {
                return reference;
            }
        }

        return default;
    }

    public static string? ControllerUid(this Document document) => document.ControllerReference()["uid"u8].AsString();

    /// <summary>The element of <c>status.conditions</c> with this type, or an undefined value.</summary>
    public static DocumentValue Condition(this Document document, string type) => FindCondition(document["status"u8]["conditions"u8], type);

    public static DocumentValue FindCondition(DocumentValue conditions, string type)
    {
        foreach (var condition in conditions.Items)
        {
            if (condition["type"u8].AsString() == type)
            {
                return condition;
            }
        }

        return default;
    }
}
