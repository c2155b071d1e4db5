using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Selectors;

/// <summary>
/// A label selector: all of its requirements must hold. Read from the string form (<c>a=b,c!=d,e in (x,y),!f</c>, as <c>labels.Parse</c>) or from
/// the object form (<c>matchLabels</c>, <c>matchExpressions</c>, as <c>metav1.LabelSelectorAsSelector</c>). Immutable.
/// </summary>
public sealed class LabelSelector
{
    private readonly LabelRequirement[] _requirements;
    private readonly bool _nothing;

    private LabelSelector(IEnumerable<LabelRequirement> requirements, bool nothing = false)
    {
        _requirements = [.. requirements.OrderBy(requirement => requirement.Key, StringComparer.Ordinal)];
        _nothing = nothing;
    }

    /// <summary>Matches every object.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Matches no object: the meaning of an absent selector object.</summary>
    public static LabelSelector Nothing { get; } = new([], nothing: true);

    /// <summary>The requirements, sorted by key.</summary>
    public IReadOnlyList<LabelRequirement> Requirements => _requirements;

    /// <summary>It selects everything.</summary>
    public bool IsEmpty => _requirements.Length == 0 && !_nothing;

    /// <summary>It can select nothing.</summary>
    public bool IsNothing => _nothing;

    /// <exception cref="SelectorFormatException">The text is not a selector; the message is the API server's.</exception>
    public static LabelSelector Parse(string text) => string.IsNullOrEmpty(text) ? Everything : new(new LabelSelectorParser(text).Parse());

    public static LabelSelector Of(params IEnumerable<LabelRequirement> requirements) => new(requirements);

    /// <summary>The object form. Absent or null selects nothing, an empty object everything.</summary>
    /// <exception cref="SelectorFormatException">A key, value or operator is not valid.</exception>
    public static LabelSelector From(DocumentValue selector)
    {
        if (selector.IsNullOrUndefined)
        {
            return Nothing;
        }

        var requirements = Equal(selector["matchLabels"u8]);
        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            var values = new List<string>();
            foreach (var value in expression["values"u8].Items)
            {
                values.Add(value.AsString(""));
            }

            requirements.Add(new LabelRequirement(expression["key"u8].AsString(""), Operator(expression["operator"u8].AsString("")), values));
        }

        return requirements.Count == 0 ? Everything : new(requirements);
    }

    /// <summary>A map of labels that must all be equal: the selector of a Service or a ReplicationController. Absent or empty selects everything.</summary>
    /// <exception cref="SelectorFormatException">A key or value is not valid.</exception>
    public static LabelSelector FromLabels(DocumentValue labels) => new(Equal(labels));

    /// <summary>Whether an object's <c>metadata.labels</c> (absent: no labels) is selected. Does not allocate.</summary>
    public bool Matches(DocumentValue labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return !_nothing;
    }

    /// <inheritdoc cref="Matches(DocumentValue)"/>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return !_nothing;
    }

    /// <summary>The string form, sorted by key.</summary>
    public override string ToString() => string.Join(',', (IEnumerable<LabelRequirement>)_requirements);

    private static List<LabelRequirement> Equal(DocumentValue labels)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (name, value) in labels.Members)
        {
            requirements.Add(new LabelRequirement(name, LabelOperator.Equals, value.AsString("")));
        }

        return requirements;
    }

    private static LabelOperator Operator(string name) => name switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        _ => throw new SelectorFormatException($"\"{name}\" is not a valid label selector operator"),
    };
}
