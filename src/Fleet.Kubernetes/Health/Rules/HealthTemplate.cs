using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>
/// Text with fields in braces: <c>waiting for {status.readyReplicas} of {spec.replicas}</c>. <c>{condition.message}</c>, <c>{item.name}</c> and
/// <c>{value}</c> speak of what the check matched; an absent field is empty.
/// </summary>
internal sealed class HealthTemplate
{
    private readonly (string Literal, string? Root, JsonPath? Path)[] _parts;

    private HealthTemplate((string, string?, JsonPath?)[] parts) => _parts = parts;

    public static HealthTemplate Empty { get; } = new([]);

    /// <exception cref="FormatException">A brace is not closed, or a path is malformed.</exception>
    public static HealthTemplate Parse(string text)
    {
        var parts = new List<(string, string?, JsonPath?)>();
        while (text.Length > 0)
        {
            var open = text.IndexOf('{', StringComparison.Ordinal);
            if (open < 0)
            {
                parts.Add((text, null, null));
                break;
            }

            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                throw new FormatException($"'{text}' has a {{ without }}");
            }

            parts.Add((text[..open], null, null));
            parts.Add(Placeholder(text[(open + 1)..close]));
            text = text[(close + 1)..];
        }

        return new([.. parts]);
    }

    public string Format(DocumentValue resource, HealthMatch match)
    {
        if (_parts.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (literal, root, path) in _parts)
        {
            text.Append(literal);
            if (root is not null)
            {
                var start = root switch
                {
                    "condition" => match.Condition.Value,
                    "item" => match.Item,
                    "value" => match.Value,
                    _ => resource,
                };
                var value = path is null ? start : path.First(start);
                text.Append(value.AsString() ?? (value.Exists ? value.ToString() : ""));
            }
        }

        return text.ToString().Trim();
    }

    /// <exception cref="FormatException">The path is malformed.</exception>
    internal static JsonPath ParsePath(string text) => JsonPath.Parse(text.StartsWith('[') || text.StartsWith('.') ? text : "." + text);

    private static (string, string?, JsonPath?) Placeholder(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var root = dot < 0 ? path : path[..dot];
        return root is "condition" or "item" or "value"
            ? ("", root, dot < 0 ? null : ParsePath(path[(dot + 1)..]))
            : ("", "", ParsePath(path));
    }
}
