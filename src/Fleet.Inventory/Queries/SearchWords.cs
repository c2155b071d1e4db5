using System.Buffers;
using System.Text;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Queries;

/// <summary>Words that all must occur, in any case, in a row's name, namespace, cluster, reason, message or images. Does not allocate for what is ASCII.</summary>
internal sealed class SearchWords
{
    private readonly Word[] _words;

    private SearchWords(Word[] words) => _words = words;

    public bool IsEmpty => _words.Length == 0;

    /// <exception cref="WorkloadQueryException">Too long, too many words.</exception>
    public static SearchWords Compile(string search)
    {
        if (search.Length > WorkloadQueryLimits.SearchLength)
        {
            throw new WorkloadQueryException("search", search, $"it has {search.Length} characters, at most {WorkloadQueryLimits.SearchLength} are accepted");
        }

        var words = search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return words.Length > WorkloadQueryLimits.SearchWords
            ? throw new WorkloadQueryException("search", search, $"it has {words.Length} words, at most {WorkloadQueryLimits.SearchWords} are accepted")
            : new([.. words.Select(word => new Word(word))]);
    }

    public bool Match(Workload row)
    {
        foreach (var word in _words)
        {
            if (!word.OccursIn(row))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Word(string text)
    {
        private readonly SearchValues<string> _chars = SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);
        private readonly byte[]? _ascii = Ascii.IsValid(text) ? Encoding.ASCII.GetBytes(text) : null;
        private readonly SearchValues<byte> _first = SearchValues.Create([(byte)char.ToLowerInvariant(text[0]), (byte)char.ToUpperInvariant(text[0])]);

        public bool OccursIn(Workload row) =>
            Occurs(row.ObjectName)
            || Occurs(row.Key.Namespace)
            || Occurs(row.Reason)
            || Occurs(row.Key.Name)
            || Occurs(row.Key.Cluster)
            || OccursInDocument(row.Document.Root);

        private bool Occurs(string value) => value.AsSpan().ContainsAny(_chars);

        private bool OccursInDocument(DocumentValue root)
        {
            foreach (var image in root["spec"u8]["images"u8].Items)
            {
                if (Occurs(image))
                {
                    return true;
                }
            }

            return Occurs(root["status"u8]["message"u8]);
        }

        private bool Occurs(DocumentValue value)
        {
            if (_ascii is null || !value.TryGetUtf8(out var text))
            {
                return value.AsString() is { } decoded && Occurs(decoded);
            }

            for (int at; (at = text.IndexOfAny(_first)) >= 0 && text.Length - at >= _ascii.Length; text = text[(at + 1)..])
            {
                if (Ascii.EqualsIgnoreCase(text.Slice(at, _ascii.Length), _ascii))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
