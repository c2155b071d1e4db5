using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Internals;

/// <summary>A field of an internal type: its Go name, the API's name, and what it holds.</summary>
/// <param name="Name">In Go.</param>
/// <param name="JsonName">In the API.</param>
/// <param name="Type">The struct it holds, or null for a scalar, map or list of scalars.</param>
/// <param name="IsList">It holds a list of <paramref name="Type"/>.</param>
/// <param name="IsOfParent">The API has it in the enclosing object.</param>
/// <param name="Zero">Its value when absent; null for a struct.</param>
internal sealed record InternalField(string Name, string JsonName, string? Type, bool IsList, bool IsOfParent, Func<DocumentNode>? Zero)
{
    public static InternalField Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = text[(colon + 1)..];
        var names = text[..colon].TrimStart('^').Split('=');
        Func<DocumentNode>? zero = kind switch
        {
            "s" => () => "",
            "b" => () => false,
            "i" => () => 0,
            "q" => () => "0",
            "p" => DocumentNode.Null,
            _ when kind[0] is '*' or '[' => DocumentNode.Null,
            _ => null,
        };
        return new InternalField(
            names[0],
            names.Length > 1 ? names[1] : ApiName(names[0]),
            kind.Length == 1 ? null : kind.TrimStart('*', '[', ']'),
            kind.StartsWith("[]", StringComparison.Ordinal),
            text[0] == '^',
            zero);
    }

    /// <summary>The leading capitals lowered, all but the first of the next word: <c>DNSPolicy</c>, <c>TTY</c>, <c>Name</c>.</summary>
    private static string ApiName(string name)
    {
        var capitals = 0;
        while (capitals < name.Length && char.IsAsciiLetterUpper(name[capitals]))
        {
            capitals++;
        }

        var lowered = capitals == name.Length || capitals == 1 ? capitals : capitals - 1;
        return name[..lowered].ToLowerInvariant() + name[lowered..];
    }
}
