using System.Text;

namespace Fleet.Inventory.Queries;

/// <summary>Words that all must occur, in any case, in a row's <see cref="SearchText"/>.</summary>
internal sealed class SearchWords
{
    private readonly byte[][] _words;

    private SearchWords(byte[][] words) => _words = words;

    public bool IsEmpty => _words.Length == 0;

    /// <exception cref="WorkloadQueryException">Too long, too many words.</exception>
    public static SearchWords Compile(string search)
    {
        if (search.Length > WorkloadQueryLimits.SearchLength)
        {
            throw new WorkloadQueryException("search", search, $"it has {search.Length} characters, at most {WorkloadQueryLimits.SearchLength} are accepted");
        }

        var words = search.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray();
        return words.Length <= WorkloadQueryLimits.SearchWords
            ? new([.. words.Select(Encoding.UTF8.GetBytes)])
            : throw new WorkloadQueryException("search", search, $"it has {words.Length} words, at most {WorkloadQueryLimits.SearchWords} are accepted");
    }

    public bool Match(ReadOnlySpan<byte> text)
    {
        foreach (var word in _words)
        {
            if (text.IndexOf(word) < 0)
            {
                return false;
            }
        }

        return true;
    }
}
