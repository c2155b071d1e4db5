using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>How items of a list of type map or set are told apart.</summary>
internal static class ListItems
{
    /// <summary>The step to an item of a granular list; false, with upstream's reason, when it cannot be told apart.</summary>
    public static bool TryElement(Schema list, DocumentValue item, FieldSetPool pool, out PathElement element, out string? error)
    {
        element = default;
        if (list.ListType == ListType.Map && list.MapKeys.Count > 0)
        {
            return TryKey(list, item, pool, out element, out error);
        }

        error = item.Kind switch
        {
            DocumentKind.Object => "associative list without keys has an element that's a map type",
            DocumentKind.Array => "not supported: associative list with lists as elements",
            DocumentKind.Null or DocumentKind.Undefined => "associative list without keys has an element that's an explicit null",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        var raw = item.Raw;
        Span<byte> step = raw.Length <= 254 ? stackalloc byte[256] : new byte[raw.Length + 2];
        "v:"u8.CopyTo(step);
        raw.CopyTo(step[2..]);
        return pool.TryStep(step[..(raw.Length + 2)], isEscaped: false, out element);
    }

    private static bool TryKey(Schema list, DocumentValue item, FieldSetPool pool, out PathElement element, out string? error)
    {
        element = default;
        if (!item.IsObject)
        {
            error = item.IsNullOrUndefined ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return false;
        }

        error = null;
        if (list.MapKeys.Count == 1 && KeyValue(list, item, list.MapKeys[0]) is { Exists: true } only)
        {
            return TrySingleKey(list.MapKeys[0], only, pool, out element);
        }

        var fields = new List<KeyValuePair<string, PathValue>>(list.MapKeys.Count);
        var step = new StringBuilder("k:{");
        foreach (var name in list.MapKeys.Order(StringComparer.Ordinal))
        {
            if (KeyValue(list, item, name) is { Exists: true } value)
            {
                step.Append(fields.Count > 0 ? "," : "").Append('"').Append(name).Append("\":").Append(value);
                fields.Add(KeyValuePair.Create(name, PathValue.From(value)));
            }
        }

        if (fields.Count == 0)
        {
            error = $"associative list with keys has an element that omits all key fields [{string.Join(' ', list.MapKeys.Select(key => $"\"{key}\""))}] (and doesn't have default values for any key fields)";
            return false;
        }

        return pool.TryStep(Encoding.UTF8.GetBytes(step.Append('}').ToString()), isEscaped: false, out element);
    }

    private static bool TrySingleKey(string name, DocumentValue value, FieldSetPool pool, out PathElement element)
    {
        var raw = value.Raw;
        var size = 8 + (name.Length * 3) + raw.Length;
        Span<byte> step = size <= 256 ? stackalloc byte[256] : new byte[size];
        "k:{\""u8.CopyTo(step);
        var length = 4 + Encoding.UTF8.GetBytes(name, step[4..]);
        "\":"u8.CopyTo(step[length..]);
        length += 2;
        raw.CopyTo(step[length..]);
        length += raw.Length;
        step[length++] = (byte)'}';
        return pool.TryStep(step[..length], isEscaped: false, out element);
    }

    private static DocumentValue KeyValue(Schema list, DocumentValue item, string name) =>
        item[name] is { Exists: true } value ? value : TypedSchema.Member(TypedSchema.Item(list), name)?.Default ?? default;
}
