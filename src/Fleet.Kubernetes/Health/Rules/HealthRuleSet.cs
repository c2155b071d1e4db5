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
    private readonly Dictionary<string, IHealthRule> _groups = new(StringComparer.Ordinal);
    private readonly List<(string Suffix, IHealthRule Rule)> _suffixes = [];

    private HealthRuleSet()
    {
    }

    /// <summary>The embedded rules for well-known custom resources.</summary>
    public static HealthRuleSet Default { get; } = LoadEmbedded();

    /// <summary>How many kinds and groups have a rule.</summary>
    public int Count => _exact.Count + _groups.Count + _suffixes.Count;

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

    /// <summary>The rule for a kind: one that names it, else one for its group, else one for the longest suffix of its group; or null.</summary>
    public IHealthRule? Find(GroupKind kind)
    {
        if (_exact.TryGetValue(kind, out var rule) || _groups.TryGetValue(kind.Group, out rule))
        {
            return rule;
        }

        foreach (var (suffix, candidate) in _suffixes)
        {
            if (kind.Group.EndsWith(suffix, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }

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

        _suffixes.Sort((left, right) => right.Suffix.Length.CompareTo(left.Suffix.Length));
    }

    private void Add(string group, IReadOnlyList<string> kinds, IHealthRule rule)
    {
        if (group.StartsWith("*.", StringComparison.Ordinal))
        {
            _suffixes.Add((group[1..], rule));
        }
        else if (kinds.Count == 0)
        {
            _groups[group] = rule;
        }

        foreach (var kind in kinds)
        {
            _exact[new(group, kind)] = rule;
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
}
