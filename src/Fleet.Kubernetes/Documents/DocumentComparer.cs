using System.Globalization;

namespace Fleet.Kubernetes.Documents;

/// <summary>Equality of values as JSON has it.</summary>
internal static class DocumentComparer
{
    public static bool DeepEquals(DocumentValue left, DocumentValue right)
    {
        if (left.Kind != right.Kind)
        {
            return false;
        }

        switch (left.Kind)
        {
            case DocumentKind.Undefined:
            case DocumentKind.Null:
            case DocumentKind.True:
            case DocumentKind.False:
                return true;
            case DocumentKind.String:
                return left.Raw.SequenceEqual(right.Raw);
            case DocumentKind.Number:
                return left.Raw.SequenceEqual(right.Raw) || NumbersEqual(left, right);
            case DocumentKind.Array:
                return ArraysEqual(left, right);
            default:
                return ObjectsEqual(left, right);
        }
    }

    private static bool NumbersEqual(DocumentValue left, DocumentValue right) =>
        decimal.TryParse(left.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && decimal.TryParse(right.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a == b
            : left.AsDouble() == right.AsDouble();

    private static bool ArraysEqual(DocumentValue left, DocumentValue right)
    {
        if (BytesEqual(left, right))
        {
            return true;
        }

        var a = left.Items.GetEnumerator();
        var b = right.Items.GetEnumerator();
        while (a.MoveNext())
        {
            if (!b.MoveNext() || !DeepEquals(a.Current, b.Current))
            {
                return false;
            }
        }

        return !b.MoveNext();
    }

    private static bool ObjectsEqual(DocumentValue left, DocumentValue right)
    {
        if (BytesEqual(left, right))
        {
            return true;
        }

        if (left.Count != right.Count)
        {
            return false;
        }

        var rights = new MemberCursor(right);
        foreach (var member in left.Members)
        {
            if (!DeepEquals(member.Value, rights.Find(member)))
            {
                return false;
            }
        }

        return rights.IsInOrder || HasNamesOf(left, right);
    }

    /// <summary>Names may repeat in what a server sends: then as many members are not the same members.</summary>
    private static bool HasNamesOf(DocumentValue left, DocumentValue right)
    {
        var lefts = new MemberCursor(left);
        foreach (var member in right.Members)
        {
            if (!lefts.Find(member).Exists)
            {
                return false;
            }
        }

        return true;
    }

    private static bool BytesEqual(DocumentValue left, DocumentValue right) =>
        left.Document!.Shared is null && right.Document!.Shared is null && left.Raw.SequenceEqual(right.Raw);
}
