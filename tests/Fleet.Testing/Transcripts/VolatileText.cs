using System.Text.RegularExpressions;

namespace Fleet.Testing.Transcripts;

/// <summary>Finds the parts of a text that differ from run to run: uids, times, addresses, versions, generated suffixes, hashes, nodes.</summary>
internal static partial class VolatileText
{
    private const int MaxPrefix = 58;

    /// <summary>One such part: its kind (the name of the pattern's group) and where it stands.</summary>
    public readonly record struct Part(string Kind, int Start, string Value);

    /// <summary>The placeholders that stand in the recordings for values its recorder removed.</summary>
    public static bool IsScrubbed(string text) => Scrubbed().IsMatch(text);

    /// <summary>Whether the text is the recorded one with something in place of each placeholder.</summary>
    public static bool MatchesScrubbed(string recorded, string text)
    {
        var pattern = string.Join(".+", Scrubbed().Split(recorded).Select(Regex.Escape));
        return Regex.IsMatch(text, $@"\A{pattern}\z", RegexOptions.Singleline);
    }

    /// <summary>The volatile parts in their order.</summary>
    /// <param name="text">A recorded or a replayed text.</param>
    /// <param name="generated">Finds suffixes of names the scenario lets the server generate.</param>
    public static List<Part> Find(string text, Regex? generated = null)
    {
        if (generated?.Match(text) is { Success: true } name)
        {
            return [.. Find(text[..name.Index]), new Part("suffix", name.Index, name.Value), .. Shifted(Find(text[(name.Index + name.Length)..], generated), name.Index + name.Length)];
        }

        var parts = new List<Part>();
        foreach (Match match in Volatile().Matches(text))
        {
            var group = match.Groups.Cast<Group>().Skip(1).First(group => group.Success);
            parts.Add(new Part(group.Name, group.Index, group.Value));
        }

        return parts;
    }

    /// <summary>Generated suffixes after any of these prefixes; the server cuts a prefix so that the name fits a label.</summary>
    public static Regex? GeneratedNames(IEnumerable<string> prefixes)
    {
        var cut = prefixes.Where(prefix => prefix.Length > 0).Select(prefix => Regex.Escape(prefix[..Math.Min(prefix.Length, MaxPrefix)])).Distinct().ToArray();
        return cut.Length == 0 ? null : new Regex($@"(?<=(?:^|[^A-Za-z0-9])(?:{string.Join('|', cut)}))[bcdfghjklmnpqrstvwxz2456789]{{5}}(?![A-Za-z0-9-])");
    }

    private static IEnumerable<Part> Shifted(List<Part> parts, int by) => parts.Select(part => part with { Start = part.Start + by });

    [GeneratedRegex("<(?:host|hostname|scrubbed|certificate scrubbed|token scrubbed)>")]
    private static partial Regex Scrubbed();

    [GeneratedRegex("""
        (?<uid>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)
        |(?<micros>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z)
        |(?<time>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)
        |(?<ip>\b(?!0\.0\.0\.0)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b)
        |(?<version>(?<=resourceVersion\\*"?:[ ]?\\*")\d+|(?<=resource[ ]version:[ ]\d+[ ]\()\d+|(?<=resource[ ]version:[ ]\d+,[ ]current:[ ])\d+)
        |(?<version>(?<=ResourceVersion[ ]in[ ](?:the[ ])?(?:precondition|record)[ ]\()\d+|(?<=ResourceVersion[ ]in[ ](?:precondition|object[ ]meta):[ ])\d+)
        |(?<event>(?<=\.)[0-9a-f]{16}\b)
        |(?<digest>(?<=hash=)[0-9A-F]+)
        |(?<node>\bc\d+-node-\d+\b)
        |(?<zone>\br-c\d+-z\d+\b)
        |(?<suffix>(?<=-|pod-template-hash(?:=|\\*":\\*"))[bcdfghjklmnpqrstvwxz2456789]{5,10}\b)
        |(?<ago>\(\d[0-9hmsdy]*[ ]ago\))
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Volatile();
}
