using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>
/// Compiles regular expressions written for Go (RE2), which is what CRDs hold: classes are ASCII, <c>$</c> is the end of the text, named groups are
/// <c>(?P&lt;n&gt;)</c>. Matching takes linear time: patterns and values both come from outside.
/// </summary>
/// <remarks>https://github.com/google/re2/wiki/Syntax.</remarks>
internal static class GoPattern
{
    /// <summary>False where the text is no regular expression, or uses what RE2 does not have either (back references, look-around).</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex)
    {
        try
        {
            regex = new Regex(Translate(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            regex = null;
            return false;
        }
    }

    private static string Translate(string pattern)
    {
        var output = new StringBuilder(pattern.Length + 16);
        var isMultiline = pattern.Contains("(?m", StringComparison.Ordinal);
        var isClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var rest = pattern.AsSpan(i);
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                i += Escape(pattern, i, isClass, output);
            }
            else if (isClass && rest.StartsWith("[:") && rest.IndexOf(":]") is var end and > 0)
            {
                output.Append(PosixClass(rest[2..end]));
                i += end + 1;
            }
            else if (pattern[i] == '[' && !isClass)
            {
                isClass = true;
                i += StartClass(rest, output);
            }
            else if (pattern[i] == ']' && isClass)
            {
                isClass = false;
                output.Append(']');
            }
            else if (!isClass && rest.StartsWith("(?P<"))
            {
                output.Append("(?<");
                i += 3;
            }
            else
            {
                output.Append(pattern[i] switch
                {
                    '$' when !isClass && !isMultiline => @"\z",

                    // .NET subtracts classes with -[ and takes a bracket inside a class as one.
                    '[' when isClass => @"\[",
                    var c => c.ToString(),
                });
            }
        }

        return output.ToString();
    }

    /// <summary>Opens a class; a bracket right after it belongs to it. Says how many more characters were taken.</summary>
    private static int StartClass(ReadOnlySpan<char> rest, StringBuilder output)
    {
        var taken = rest.Length > 1 && rest[1] == '^' ? 1 : 0;
        output.Append(taken == 1 ? "[^" : "[");
        if (rest.Length > taken + 1 && rest[taken + 1] == ']')
        {
            output.Append(@"\]");
            taken++;
        }

        return taken;
    }

    /// <summary>Translates an escape; says how many characters after the backslash it took.</summary>
    private static int Escape(string pattern, int at, bool isClass, StringBuilder output)
    {
        var next = pattern[at + 1];
        var set = next switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => @"\t\n\f\r ",
            _ => null,
        };
        if (set is not null)
        {
            output.Append(isClass ? set : $"[{set}]");
            return 1;
        }

        if (!isClass && next is 'D' or 'W' or 'S')
        {
            output.Append(next switch { 'D' => "[^0-9]", 'W' => "[^0-9A-Za-z_]", _ => @"[^\t\n\f\r ]" });
            return 1;
        }

        if (next is 'p' or 'P' && at + 2 < pattern.Length && pattern[at + 2] != '{')
        {
            output.Append('\\').Append(next).Append('{').Append(pattern[at + 2]).Append('}');
            return 2;
        }

        output.Append('\\').Append(next);
        return 1;
    }

    private static string PosixClass(ReadOnlySpan<char> name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "digit" => "0-9",
        "lower" => "a-z",
        "upper" => "A-Z",
        "space" => @"\t\n\v\f\r ",
        "blank" => @"\t ",
        "punct" => @"!-/:-@\[-`{-~",
        "xdigit" => "0-9A-Fa-f",
        "word" => "0-9A-Za-z_",
        "cntrl" => @"\x00-\x1f\x7f",
        "print" => " -~",
        "graph" => "!-~",
        "ascii" => @"\x00-\x7f",
        _ => throw new ArgumentException($"There is no class [:{name}:]."),
    };
}
