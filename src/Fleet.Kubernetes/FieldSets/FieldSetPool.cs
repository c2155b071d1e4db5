using System.Collections.Concurrent;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.FieldSets;

/// <summary>
/// Shares equal path elements and equal field sets among many objects: the pods of one Deployment have the same managedFields. Thread safe and
/// bounded: a table that is full starts anew, and what was shared lives as long as its users.
/// </summary>
public sealed class FieldSetPool
{
    private const int MaxDecodedBytes = 1 << 23;
    private readonly ByteTable<PathElement> _fields;
    private readonly ByteTable<PathElement> _steps;
    private readonly ByteTable<(FieldSet Set, bool IsCanonical)> _decoded;
    private readonly int _maxSets;
    private readonly ConcurrentDictionary<FieldSet, FieldSet> _sets = new();
    private int _count;

    /// <param name="maxElements">Path elements kept for sharing.</param>
    /// <param name="maxSets">Sets, subtrees included, kept for sharing.</param>
    public FieldSetPool(int maxElements = 1 << 16, int maxSets = 1 << 17)
    {
        _fields = new ByteTable<PathElement>(maxElements, maxElements * 32);
        _steps = new ByteTable<PathElement>(maxElements, maxElements * 64);
        _decoded = new ByteTable<(FieldSet, bool)>(1 << 14, MaxDecodedBytes);
        _maxSets = maxSets;
    }

    /// <summary>The set that stands for every set equal to this one.</summary>
    public FieldSet Share(FieldSet set)
    {
        if (_sets.TryGetValue(set, out var shared))
        {
            return shared;
        }

        if (Interlocked.Increment(ref _count) > _maxSets)
        {
            Interlocked.Exchange(ref _count, 1);
            _sets.Clear();
        }

        return _sets.GetOrAdd(set, set.MapChildren(Share));
    }

    /// <summary>
    /// The set a FieldsV1 value says; equal bytes are decoded once. Also says whether those bytes are the set's canonical form, so that they can be
    /// copied where the set is written again.
    /// </summary>
    /// <exception cref="DocumentFormatException">The value is not FieldsV1.</exception>
    internal FieldSet Decode(DocumentValue fieldsV1, out bool isCanonical)
    {
        isCanonical = false;
        if (!fieldsV1.IsObject || fieldsV1.Document!.Shared is not null)
        {
            return FieldSet.FromFieldsV1(fieldsV1, this);
        }

        var raw = fieldsV1.Raw;
        if (!_decoded.TryGet(raw, out var decoded))
        {
            var set = FieldSet.FromFieldsV1(fieldsV1, this);
            decoded = (set, set.ToFieldsV1().Root.Raw.SequenceEqual(raw));
            _decoded.Add(raw, decoded);
        }

        isCanonical = decoded.IsCanonical;
        return decoded.Set;
    }

    /// <summary>The step to the field whose name stands in a document as <paramref name="rawName"/> (UTF-8, canonically escaped).</summary>
    internal PathElement Field(ReadOnlySpan<byte> rawName)
    {
        if (!_fields.TryGet(rawName, out var element))
        {
            element = PathElement.Field(JsonText.Decode(rawName));
            _fields.Add(rawName, element);
        }

        return element;
    }

    /// <summary>The step that a member name of FieldsV1 (UTF-8, escaped where <paramref name="isEscaped"/>) says; false when it is of an unknown sort.</summary>
    internal bool TryStep(ReadOnlySpan<byte> fieldsV1, bool isEscaped, out PathElement element)
    {
        // Unescaped, the name of a field may read as the escaped name of another one.
        if (!isEscaped && fieldsV1.StartsWith("f:"u8) && fieldsV1.Contains((byte)'\\'))
        {
            return PathElement.TryParse(Encoding.UTF8.GetString(fieldsV1), out element);
        }

        if (_steps.TryGet(fieldsV1, out element))
        {
            return true;
        }

        var hasEscapes = isEscaped && fieldsV1.Contains((byte)'\\');
        if (hasEscapes)
        {
            var buffer = new byte[fieldsV1.Length];
            var length = JsonText.Unescape(fieldsV1, buffer);
            if (!TryStep(buffer.AsSpan(0, length), isEscaped: false, out element))
            {
                return false;
            }
        }
        else if (fieldsV1.StartsWith("f:"u8) && !fieldsV1.Contains((byte)'"') && !fieldsV1.Contains((byte)'\\'))
        {
            element = Field(fieldsV1[2..]);
        }
        else if (!PathElement.TryParse(Encoding.UTF8.GetString(fieldsV1), out element))
        {
            return false;
        }

        _steps.Add(fieldsV1, element);
        return true;
    }
}
