using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A path into an object: <c>status.listeners[*].conditions</c>, <c>metadata.annotations['cnpg.io/hibernation']</c>, <c>spec.parents[0]</c>.</summary>
internal sealed class FieldPath
{
    private readonly Segment[] _segments;
    private readonly string _text;

    private FieldPath(string text, Segment[] segments)
    {
        _text = text;
        _segments = segments;
    }

    /// <exception cref="FormatException">The path is malformed.</exception>
    public static FieldPath Parse(string text)
    {
        var segments = new List<Segment>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '[')
            {
                var close = text.IndexOf(text[at + 1 < text.Length ? at + 1 : at] == '\'' ? "']" : "]", at + 1, StringComparison.Ordinal);
                if (close < 0)
                {
                    throw new FormatException($"'{text}' has a [ without ]; a path looks like status.items[*].name or metadata.annotations['a/b']");
                }

                segments.Add(Bracket(text, text[(at + 1)..close]));
                at = close + (text[close] == '\'' ? 2 : 1);
            }
            else
            {
                at += text[at] == '.' ? 1 : 0;
                var end = text.AsSpan(at).IndexOfAny('.', '[');
                end = end < 0 ? text.Length : at + end;
                if (end == at)
                {
                    throw new FormatException($"'{text}' has an empty name; a path looks like status.phase");
                }

                segments.Add(new Segment(Encoding.UTF8.GetBytes(text[at..end]), 0, Each: false));
                at = end;
            }
        }

        return new(text, [.. segments]);
    }

    /// <summary>The one value; of a path with <c>[*]</c> the first.</summary>
    public DocumentValue Get(DocumentValue root)
    {
        foreach (var value in All(root))
        {
            return value;
        }

        return default;
    }

    /// <summary>Every value that exists.</summary>
    public IEnumerable<DocumentValue> All(DocumentValue root) => All(root, 0);

    public override string ToString() => _text;

    private static Segment Bracket(string text, string inner) =>
        inner == "*" ? new Segment([], 0, Each: true)
        : inner.StartsWith('\'') ? new Segment(Encoding.UTF8.GetBytes(inner[1..]), 0, Each: false)
        : int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new Segment(null, index, Each: false)
        : throw new FormatException($"'{text}' has [{inner}]; [*], an index or ['name'] is accepted");

    private IEnumerable<DocumentValue> All(DocumentValue value, int from)
    {
        for (var i = from; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            if (segment.Each)
            {
                foreach (var child in Children(value))
                {
                    foreach (var found in All(child, i + 1))
                    {
                        yield return found;
                    }
                }

                yield break;
            }

            value = segment.Name is { } name ? value[name] : value[segment.Index];
        }

        if (value.Exists)
        {
            yield return value;
        }
    }

    /// <summary>Elements of a list, or values of a map.</summary>
    private static List<DocumentValue> Children(DocumentValue value) =>
        value.IsArray ? value.Items.ToList() : [.. value.Members.ToList().Select(member => member.Value)];

    private readonly record struct Segment(byte[]? Name, int Index, bool Each);
}
