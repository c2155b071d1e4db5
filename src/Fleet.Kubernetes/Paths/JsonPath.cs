using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Paths;

/// <summary>
/// A path in Kubernetes' JSONPath dialect, as printer columns and <c>kubectl -o jsonpath</c> write it: <c>.spec.ports[0].port</c>,
/// <c>.metadata.labels.app\.kubernetes\.io/name</c>, <c>.status.conditions[?(@.type=="Ready")].status</c>, <c>..image</c>.
/// </summary>
/// <remarks>Semantics of k8s.io/client-go/util/jsonpath with missing keys allowed. One path, without template text around it. Immutable.</remarks>
public sealed class JsonPath
{
    /// <summary>Longer texts are refused: paths come from other people's CRDs.</summary>
    public const int MaxLength = 4096;

    /// <summary>Repeated <c>..</c> multiplies results; no column needs more.</summary>
    internal const int MaxResults = 10_000;

    private readonly IReadOnlyList<JsonPathStep> _steps;

    /// <summary>The names (UTF-8) of a path that only names fields, which most are: it is followed without lists.</summary>
    private readonly byte[][]? _fields;

    private JsonPath(string text, IReadOnlyList<JsonPathStep> steps)
    {
        Text = text;
        _steps = steps;
        _fields = AsFieldNames() is { } names ? [.. names.Select(Encoding.UTF8.GetBytes)] : null;
    }

    /// <summary>The path as written.</summary>
    public string Text { get; }

    /// <summary>Parses a path; surrounding braces are accepted.</summary>
    /// <exception cref="FormatException">The text is not a path; the message names the position.</exception>
    public static JsonPath Parse(string text) => text.Length > MaxLength
        ? throw new FormatException($"A JSONPath is at most {MaxLength} characters long, not {text.Length}.")
        : new(text, new JsonPathParser(text).Parse());

    /// <summary>Parses a path; false where the text is not one.</summary>
    public static bool TryParse(string text, out JsonPath? path)
    {
        try
        {
            path = Parse(text);
            return true;
        }
        catch (FormatException)
        {
            path = null;
            return false;
        }
    }

    /// <summary>Every value the path leads to, in document order; empty where nothing is there.</summary>
    public IReadOnlyList<DocumentValue> Find(DocumentValue root)
    {
        if (_fields is not null)
        {
            return Follow(root, _fields) is { Exists: true } found ? [found] : [];
        }

        List<DocumentValue> current = [root];
        foreach (var step in _steps)
        {
            List<DocumentValue> next = [];
            foreach (var value in current)
            {
                step.Apply(value, next);
                if (next.Count > MaxResults)
                {
                    break;
                }
            }

            if (next.Count == 0)
            {
                return [];
            }

            current = next;
        }

        return current;
    }

    /// <summary>The first value the path leads to, or an undefined value.</summary>
    public DocumentValue First(DocumentValue root) => _fields is not null ? Follow(root, _fields) : Find(root) is [var first, ..] ? first : default;

    /// <summary>
    /// The field names of a path that only names fields (<c>.spec.replicas</c>): the form that scale subresources and selectable fields accept;
    /// null for any other.
    /// </summary>
    public IReadOnlyList<string>? AsFieldNames()
    {
        var names = new List<string>(_steps.Count);
        foreach (var step in _steps)
        {
            if (step is not JsonPathStep.Field field)
            {
                return null;
            }

            names.Add(field.Name);
        }

        return names;
    }

    public override string ToString() => Text;

    private static DocumentValue Follow(DocumentValue value, byte[][] fields)
    {
        foreach (var name in fields)
        {
            value = value[name];
        }

        return value;
    }
}
