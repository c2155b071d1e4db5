using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>How items of a list of type map or set are told apart.</summary>
internal static class ListItems
{
    /// <summary>The step to an item of a granular list; false, with upstream's reason, when it cannot be told apart.</summary>
    [SkipLocalsInit]
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

        var step = new StepBuffer(stackalloc byte[256]);
        step.Append("v:"u8);
        step.Append(item.Raw);
        return step.TryFind(pool, out element);
    }

    /// <summary>The steps to all items, in their order. Items that cannot be told apart are left out.</summary>
    public static PathElement[] Elements(Schema list, DocumentValue value, FieldSetPool pool, out List<DocumentValue> items)
    {
        var count = value.IsArray ? value.Count : 0;
        items = new List<DocumentValue>(count);
        var elements = new PathElement[count];
        foreach (var item in value.Items)
        {
            if (TryElement(list, item, pool, out var element, out _))
            {
                elements[items.Count] = element;
                items.Add(item);
            }
        }

        return items.Count == count ? elements : elements.AsSpan(0, items.Count).ToArray();
    }

    /// <summary>Says whether an element is there more than once.</summary>
    public static bool HasDuplicates(ReadOnlySpan<PathElement> elements)
    {
        if (elements.Length > 24)
        {
            return new HashSet<PathElement>(elements.ToArray()).Count < elements.Length;
        }

        for (var i = 1; i < elements.Length; i++)
        {
            if (elements[..i].Contains(elements[i]))
            {
                return true;
            }
        }

        return false;
    }

    [SkipLocalsInit]
    private static bool TryKey(Schema list, DocumentValue item, FieldSetPool pool, out PathElement element, out string? error)
    {
        element = default;
        if (!item.IsObject)
        {
            error = item.IsNullOrUndefined ? "associative list with keys may not have a null element" : "associative list with keys may not have non-map elements";
            return false;
        }

        error = null;
        var step = new StepBuffer(stackalloc byte[256]);
        step.Append("k:{"u8);
        var start = step.Length;
        var keys = SortedKeys(list.MapKeys);
        for (var i = 0; i < keys.Count; i++)
        {
            var name = keys[i];
            if (KeyValue(list, item, name) is { Exists: true } value)
            {
                step.Append(step.Length > start ? ",\""u8 : "\""u8);
                step.Append(name);
                step.Append("\":"u8);
                step.Append(value.Raw);
            }
        }

        if (step.Length == start)
        {
            error = $"associative list with keys has an element that omits all key fields [{string.Join(' ', list.MapKeys.Select(key => $"\"{key}\""))}] (and doesn't have default values for any key fields)";
            return false;
        }

        step.Append("}"u8);
        return step.TryFind(pool, out element);
    }

    private static IReadOnlyList<string> SortedKeys(IReadOnlyList<string> keys)
    {
        for (var i = 1; i < keys.Count; i++)
        {
            if (string.CompareOrdinal(keys[i - 1], keys[i]) > 0)
            {
                return [.. keys.Order(StringComparer.Ordinal)];
            }
        }

        return keys;
    }

    private static DocumentValue KeyValue(Schema list, DocumentValue item, string name) =>
        item[name] is { Exists: true } value ? value : TypedSchema.Member(TypedSchema.Item(list), name)?.Default ?? default;

    /// <summary>Spells a step in its FieldsV1 form, on the stack unless it is long.</summary>
    private ref struct StepBuffer(Span<byte> initial)
    {
        private Span<byte> _bytes = initial;

        public int Length { get; private set; }

        public void Append(scoped ReadOnlySpan<byte> text)
        {
            Reserve(text.Length);
            text.CopyTo(_bytes[Length..]);
            Length += text.Length;
        }

        public void Append(string text)
        {
            Reserve(text.Length * 3);
            Length += Encoding.UTF8.GetBytes(text, _bytes[Length..]);
        }

        public readonly bool TryFind(FieldSetPool pool, out PathElement element) => pool.TryStep(_bytes[..Length], isEscaped: false, out element);

        private void Reserve(int count)
        {
            if (Length + count > _bytes.Length)
            {
                var grown = new byte[(Length + count) * 2];
                _bytes[..Length].CopyTo(grown);
                _bytes = grown;
            }
        }
    }
}
