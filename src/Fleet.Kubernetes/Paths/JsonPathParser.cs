using System.Globalization;
using System.Text;

namespace Fleet.Kubernetes.Paths;

/// <summary>Reads the text of a <see cref="JsonPath"/>.</summary>
internal sealed class JsonPathParser
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];
    private readonly string _text;
    private int _at;

    public JsonPathParser(string text)
    {
        var trimmed = text.Trim();
        _text = trimmed.StartsWith('{') && trimmed.EndsWith('}') && trimmed.Length > 1 ? trimmed[1..^1].Trim() : trimmed;
    }

    public List<JsonPathStep> Parse()
    {
        var steps = new List<JsonPathStep>();
        if (_text.Length > 0 && _text[0] is '$' or '@')
        {
            _at++;
        }

        while (_at < _text.Length)
        {
            switch (_text[_at])
            {
                case '.' when _at + 1 < _text.Length && _text[_at + 1] == '.':
                    _at += 2;
                    steps.Add(new JsonPathStep.Descend());
                    if (_at < _text.Length && _text[_at] != '[')
                    {
                        steps.Add(FieldOrWildcard());
                    }

                    break;
                case '.':
                    _at++;
                    if (_at < _text.Length && _text[_at] != '[')
                    {
                        steps.Add(FieldOrWildcard());
                    }

                    break;
                case '[':
                    steps.Add(Bracket());
                    break;
                default:
                    throw Error("expected '.' or '['");
            }
        }

        return steps;
    }

    private JsonPathStep FieldOrWildcard()
    {
        if (_text[_at] == '*')
        {
            _at++;
            return new JsonPathStep.Wildcard();
        }

        var name = new StringBuilder();
        while (_at < _text.Length && _text[_at] is not ('.' or '['))
        {
            var c = _text[_at++];
            if (char.IsWhiteSpace(c) || c is '{' or '}' or '(' or ')' or ']')
            {
                throw Error($"'{c}' cannot stand in a field name");
            }

            // A dot in a label key is written \. because a plain one separates fields.
            name.Append(c == '\\' && _at < _text.Length ? _text[_at++] : c);
        }

        return name.Length == 0 ? throw Error("a field name is missing") : new JsonPathStep.Field(name.ToString());
    }

    private JsonPathStep Bracket()
    {
        var inner = BracketText();
        if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            return Filter(inner[2..^1].Trim());
        }

        var parts = SplitUnion(inner);
        var steps = parts.ConvertAll(Subscript);
        return steps.Count == 1 ? steps[0] : new JsonPathStep.Union(steps);
    }

    /// <summary>The text between brackets, quotes and nested brackets respected.</summary>
    private string BracketText()
    {
        var start = ++_at;
        var depth = 1;
        var quote = '\0';
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == '[')
            {
                depth++;
            }
            else if (c == ']' && --depth == 0)
            {
                return _text[start.._at++].Trim();
            }
        }

        throw Error("']' is missing");
    }

    private JsonPathStep Subscript(string text)
    {
        if (text == "*")
        {
            return new JsonPathStep.Wildcard();
        }

        if (Unquote(text) is { } name)
        {
            return new JsonPathStep.Field(name);
        }

        var bounds = text.Split(':');
        if (bounds.Length == 1)
        {
            var index = Number(bounds[0]) ?? throw Error($"'{text}' is no index");
            return new JsonPathStep.Slice(index, index == -1 ? null : index + 1, 1);
        }

        var step = bounds.Length == 3 ? Number(bounds[2]) ?? 1 : 1;
        if (bounds.Length > 3 || step < 1)
        {
            throw Error($"'{text}' is no slice");
        }

        return new JsonPathStep.Slice(Number(bounds[0]), Number(bounds[1]), step);
    }

    private JsonPathStep.Filter Filter(string text)
    {
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0' || c is '\'' or '"')
            {
                quote = quote == '\0' ? c : c == quote ? '\0' : quote;
                continue;
            }

            foreach (var op in Operators)
            {
                if (string.CompareOrdinal(text, i, op, 0, op.Length) == 0)
                {
                    return new(JsonPath.Parse(text[..i].Trim()), op, Operand(text[(i + op.Length)..].Trim()));
                }
            }
        }

        return new(JsonPath.Parse(text), null, null);
    }

    private static JsonPathOperand Operand(string text) =>
        text.StartsWith('@') || text.StartsWith('$') ? new(null, JsonPath.Parse(text)) : new(Unquote(text) ?? text, null);

    private static List<string> SplitUnion(string text)
    {
        var parts = new List<string>();
        var quote = '\0';
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0' || c is '\'' or '"')
            {
                quote = quote == '\0' ? c : c == quote ? '\0' : quote;
            }
            else if (c == ',')
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    private static string? Unquote(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : null;

    private int? Number(string text) => text.Trim().Length == 0
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"'{text}' is no number");

    private FormatException Error(string what) => new($"Invalid JSONPath '{_text}' at {_at}: {what}.");
}
