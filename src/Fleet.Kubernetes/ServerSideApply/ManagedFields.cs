using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>The managers of an object and what they own: <c>metadata.managedFields</c> decoded. At most one entry a manager; not thread safe.</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go.</remarks>
public sealed class ManagedFields
{
    /// <summary>Managers are told apart by going through them: no object of good will has so many.</summary>
    private const int MaxEntries = 1000;

    private readonly List<ManagedFieldsEntry> _entries;

    public ManagedFields()
        : this([])
    {
    }

    private ManagedFields(List<ManagedFieldsEntry> entries) => _entries = entries;

    public IReadOnlyList<ManagedFieldsEntry> Entries => _entries;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Decodes the list; absent and null are no managers.</summary>
    /// <param name="error">Upstream's reason when it cannot be decoded.</param>
    public static bool TryDecode(DocumentValue list, FieldSetPool pool, [NotNullWhen(true)] out ManagedFields? managed, out string? error)
    {
        managed = null;
        error = list.Count > MaxEntries ? $"{list.Count} managers, at most {MaxEntries} are accepted" : null;
        if (error is not null)
        {
            return false;
        }

        managed = new ManagedFields(new List<ManagedFieldsEntry>(list.Count + 1));
        var index = 0;
        foreach (var item in list.Items)
        {
            if (DecodeEntry(item, index++, pool, out error) is not { } entry)
            {
                managed = null;
                return false;
            }

            managed.Set(entry);
        }

        return true;
    }

    /// <summary>The entry of the same manager, or null.</summary>
    public ManagedFieldsEntry? Find(ManagedFieldsEntry manager)
    {
        var index = IndexOf(manager);
        return index < 0 ? null : _entries[index];
    }

    /// <summary>Puts the entry in the place of the manager's old one.</summary>
    public void Set(ManagedFieldsEntry entry)
    {
        var index = IndexOf(entry);
        if (index >= 0)
        {
            _entries[index] = entry;
        }
        else
        {
            _entries.Add(entry);
        }
    }

    public void Remove(ManagedFieldsEntry manager)
    {
        if (IndexOf(manager) is >= 0 and var index)
        {
            _entries.RemoveAt(index);
        }
    }

    public ManagedFields Clone() => new([.. _entries]);

    /// <summary>Writes the list in its canonical order: Apply before Update, then by time, manager, version and subresource.</summary>
    public void WriteTo(DocumentBuilder builder)
    {
        _entries.Sort(Compare);
        builder.StartArray();
        foreach (var entry in _entries)
        {
            entry.WriteTo(builder);
        }

        builder.EndArray();
    }

    /// <summary>The list as a value of its own, undefined when there is no manager.</summary>
    public DocumentValue ToValue()
    {
        if (IsEmpty)
        {
            return default;
        }

        using var builder = new DocumentBuilder();
        WriteTo(builder);
        return builder.Build().Root;
    }

    /// <summary>Drops entries without fields and changes the others.</summary>
    internal void Update(Func<ManagedFieldsEntry, ManagedFieldsEntry?> change)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (change(_entries[i]) is { Fields.IsEmpty: false } entry)
            {
                _entries[i] = entry;
            }
            else
            {
                _entries.RemoveAt(i);
            }
        }
    }

    private static ManagedFieldsEntry? DecodeEntry(DocumentValue item, int index, FieldSetPool pool, out string? error)
    {
        var operation = item["operation"u8].AsString("");
        var apiVersion = item["apiVersion"u8].AsString("");
        var fieldsType = item["fieldsType"u8].AsString("");
        error = operation is not ("Apply" or "Update") ? "operation must be `Apply` or `Update`"
            : apiVersion.Length == 0 ? "apiVersion must not be empty"
            : fieldsType.Length == 0 ? $"missing fieldsType in managed fields entry {index}"
            : fieldsType != "FieldsV1" ? $"invalid fieldsType \"{fieldsType}\" in managed fields entry {index}"
            : null;
        if (error is not null)
        {
            return null;
        }

        try
        {
            var fields = pool.Decode(item["fieldsV1"u8], out var isCanonical);
            return new ManagedFieldsEntry
            {
                Manager = item["manager"u8].AsString(""),
                Operation = operation == "Apply" ? ManagedFieldsOperation.Apply : ManagedFieldsOperation.Update,
                ApiVersion = apiVersion,
                Time = ParseTime(item["time"u8]),
                Subresource = item["subresource"u8].AsString(""),
                Fields = fields,
                Source = isCanonical ? item["fieldsV1"u8] : default,
            };
        }
        catch (DocumentFormatException exception)
        {
            error = $"error decoding versioned set from managed fields entry {index}: error decoding set: {exception.Message}";
            return null;
        }
    }

    private static DateTimeOffset? ParseTime(DocumentValue value)
    {
        if (value.TryGetUtf8(out var utf8) && utf8.Length == 20 && utf8[19] == (byte)'Z'
            && Utf8Parser.TryParse(utf8[..19], out DateTime exact, out var used, 'O') && used == 19)
        {
            return new DateTimeOffset(DateTime.SpecifyKind(exact, DateTimeKind.Utc));
        }

        return Timestamps.TryParse(value.AsString(""), out var time)
            ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds())
            : null;
    }

    private static int Compare(ManagedFieldsEntry left, ManagedFieldsEntry right)
    {
        var order = left.Operation.CompareTo(right.Operation);
        order = order != 0 ? order : Seconds(left).CompareTo(Seconds(right));
        order = order != 0 ? order : string.CompareOrdinal(left.Manager, right.Manager);
        order = order != 0 ? order : string.CompareOrdinal(left.ApiVersion, right.ApiVersion);
        return order != 0 ? order : string.CompareOrdinal(left.Subresource, right.Subresource);
    }

    private static long Seconds(ManagedFieldsEntry entry) => entry.Time?.ToUnixTimeSeconds() ?? 0;

    private int IndexOf(ManagedFieldsEntry manager)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].IsSameManager(manager))
            {
                return i;
            }
        }

        return -1;
    }
}
