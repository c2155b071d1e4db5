using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Patches;

/// <summary>A JSON Pointer (RFC 6901) taken apart.</summary>
internal readonly struct JsonPointer
{
    private JsonPointer(string text, string[] tokens)
    {
        Text = text;
        Tokens = tokens;
    }

    public string Text { get; }

    public string[] Tokens { get; }

    /// <summary>The whole document.</summary>
    public bool IsRoot => Tokens.Length == 0;

    public string Last => Tokens[^1];

    /// <exception cref="PatchException">The text does not start with a slash.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length > 0 && text[0] != '/')
        {
            throw new PatchException(PatchErrorReason.Invalid, $"a path must be empty or start with a slash: \"{text}\"");
        }

        var tokens = text.Length == 0 ? [] : text[1..].Split('/');
        return new(text, Array.ConvertAll(tokens, token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));
    }

    /// <summary>The container the pointer's last token is looked up in, or null where the way there does not exist.</summary>
    public DocumentNode? Parent(DocumentNode root, JsonPatchDialect dialect)
    {
        var node = root;
        foreach (var token in Tokens.AsSpan(0, Tokens.Length - 1))
        {
            var next = node.IsArray ? ItemAt(node, token, dialect) : node[token];
            if (next is null || !(next.IsObject || next.IsArray))
            {
                return null;
            }

            node = next;
        }

        return node.IsObject || node.IsArray ? node : null;
    }

    /// <summary>The position a token means in an array of <paramref name="count"/> items, or -1 when it means none.</summary>
    public static int Index(string token, int count, JsonPatchDialect dialect)
    {
        if (!int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return -1;
        }

        if (dialect == JsonPatchDialect.Rfc6902)
        {
            return index >= count || token != index.ToString(CultureInfo.InvariantCulture) ? -1 : index;
        }

        index = index < 0 ? index + count : index;
        return index < count ? index : -1;
    }

    private static DocumentNode? ItemAt(DocumentNode array, string token, JsonPatchDialect dialect) =>
        Index(token, array.Count, dialect) is >= 0 and var index ? array.Items[index] : null;
}
