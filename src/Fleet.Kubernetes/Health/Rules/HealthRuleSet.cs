using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>
/// Health rules as data, by kind. The file format is described in <c>docs/health-rules.md</c>; YAML and JSON are accepted. Immutable.
/// </summary>
public sealed class HealthRuleSet
{
    private const string Resource = "health-rules.yaml";

    private readonly Dictionary<GroupKind, IHealthRule> _exact = [];
    private readonly Dictionary<string, List<Pattern>> _groups = new(StringComparer.Ordinal);
    private readonly List<Pattern> _suffixes = [];

    private HealthRuleSet()
    {
    }

    /// <summary>The embedded rules for well-known custom resources.</summary>
    public static HealthRuleSet Default { get; } = LoadEmbedded();

    /// <summary>How many kinds and groups have a rule.</summary>
    public int Count => _exact.Count + _groups.Values.Sum(patterns => patterns.Count) + _suffixes.Count;

    /// <summary>Reads a rule file.</summary>
    /// <exception cref="YamlFormatException">It is not YAML.</exception>
    /// <exception cref="HealthRulesFormatException">It is not a rule file; the message names the field and what is accepted.</exception>
    public static HealthRuleSet Load(ReadOnlySpan<byte> utf8)
    {
        var set = new HealthRuleSet();
        foreach (var document in YamlReader.ReadAll(utf8))
        {
            set.Add(document);
        }

        return set;
    }

    /// <summary>
    /// The rule for a kind: one that names it, else the most exact pattern: of two, the one with the longer group, then the longer kind.
    /// </summary>
    public IHealthRule? Find(GroupKind kind)
    {
        if (_exact.TryGetValue(kind, out var rule))
        {
            return rule;
        }

        return (_groups.TryGetValue(kind.Group, out var patterns) ? Find(patterns, kind) : null) ?? Find(_suffixes, kind);
    }

    private static IHealthRule? Find(List<Pattern> patterns, GroupKind kind)
    {
        foreach (var pattern in patterns)
        {
            if (Accepts(pattern.Group, kind.Group) && Accepts(pattern.Kind, kind.Kind))
            {
                return pattern.Rule;
            }
        }

        return null;
    }

    private static bool Accepts(string pattern, string text) => pattern.StartsWith('*')
        ? text.EndsWith(pattern.AsSpan(1), StringComparison.Ordinal)
        : text == pattern;

    private void Add(Document document)
    {
        var index = 0;
        foreach (var item in document["rules"u8].Items)
        {
            var path = $"rules[{index++}]";
            var parser = new HealthRuleParser();
            var rule = parser.Parse(item, path);
            foreach (var group in HealthRuleParser.Texts(item["group"u8], path + ".group"))
            {
                Add(group, HealthRuleParser.Texts(item["kinds"u8], path + ".kinds"), rule);
            }
        }

        Sort(_suffixes);
        foreach (var patterns in _groups.Values)
        {
            Sort(patterns);
        }
    }

    /// <summary>The more exact first; among equals the last rule of the file.</summary>
    private static void Sort(List<Pattern> patterns)
    {
        var ordered = patterns.AsEnumerable().Reverse()
            .OrderByDescending(pattern => pattern.Group.Length)
            .ThenByDescending(pattern => pattern.Kind.StartsWith('*') ? pattern.Kind.Length : int.MaxValue)
            .ToList();
        patterns.Clear();
        patterns.AddRange(ordered);
    }

    private void Add(string group, IReadOnlyList<string> kinds, IHealthRule rule)
    {
        foreach (var kind in kinds.Count == 0 ? ["*"] : kinds)
        {
            if (group.StartsWith('*'))
            {
                _suffixes.Add(new(group, kind, rule));
            }
            else if (!kind.StartsWith('*'))
            {
                _exact[new(group, kind)] = rule;
            }
            else if (_groups.TryGetValue(group, out var patterns))
            {
                patterns.Add(new(group, kind, rule));
            }
            else
            {
                _groups[group] = [new(group, kind, rule)];
            }
        }
    }

    private static HealthRuleSet LoadEmbedded()
    {
        using var stream = typeof(HealthRuleSet).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Load(bytes);
    }

    private readonly record struct Pattern(string Group, string Kind, IHealthRule Rule);
}
