using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Internals;

/// <summary>
/// What changed between two values, as the API server tells it: a unified diff, three lines of context, of their JSON indented by one blank
/// (<c>k8s.io/apimachinery/pkg/util/diff</c>).
/// </summary>
internal static class SpecDifference
{
    private const int Context = 3;

    /// <summary>Beyond so many pairs of lines the changed middle is shown whole: the shortest script is not worth its memory.</summary>
    private const int MaxPairs = 4_000_000;

    public static string Of(DocumentNode before, DocumentNode after)
    {
        var left = Lines(before);
        var right = Lines(after);
        var script = Script(left, right);
        var text = new StringBuilder();
        for (var i = 0; i < script.Count;)
        {
            if (script[i].Mark == ' ')
            {
                i++;
                continue;
            }

            i = AppendHunk(script, i, text);
        }

        return text.ToString();
    }

    /// <summary>Writes the hunk around the change at <paramref name="change"/>; changes closer than twice the context share one.</summary>
    private static int AppendHunk(List<Step> script, int change, StringBuilder text)
    {
        var first = Math.Max(0, change - Context);
        var last = change;
        for (var i = change; i < script.Count && i <= last + (2 * Context) + 1; i++)
        {
            if (script[i].Mark != ' ')
            {
                last = i;
            }
        }

        var end = Math.Min(script.Count, last + Context + 1);
        var hunk = script[first..end];
        var removed = hunk.Count(step => step.Mark != '+');
        var added = hunk.Count(step => step.Mark != '-');
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(script[first].Left, removed)} +{Range(script[first].Right, added)} @@\n");
        foreach (var step in hunk)
        {
            text.Append(step.Mark).Append(step.Line).Append('\n');
        }

        return end;
    }

    private static string Range(int start, int count) => count == 1
        ? (start + 1).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    /// <summary>The shortest edit script, removals before additions.</summary>
    private static List<Step> Script(string[] left, string[] right)
    {
        var head = 0;
        while (head < left.Length && head < right.Length && left[head] == right[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < left.Length - head && tail < right.Length - head && left[^(tail + 1)] == right[^(tail + 1)])
        {
            tail++;
        }

        var script = new List<Step>();
        for (var i = 0; i < head; i++)
        {
            script.Add(new Step(' ', left[i], i, i));
        }

        Middle(left.AsSpan(head, left.Length - head - tail), right.AsSpan(head, right.Length - head - tail), head, script);
        for (var i = tail; i > 0; i--)
        {
            script.Add(new Step(' ', left[^i], left.Length - i, right.Length - i));
        }

        return script;
    }

    private static void Middle(ReadOnlySpan<string> left, ReadOnlySpan<string> right, int offset, List<Step> script)
    {
        var isSearched = (long)left.Length * right.Length <= MaxPairs;
        var common = isSearched ? new int[left.Length + 1, right.Length + 1] : new int[0, 0];
        for (var i = left.Length - 1; isSearched && i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (a, b) = (0, 0);
        while (a < left.Length || b < right.Length)
        {
            if (a < left.Length && b < right.Length && left[a] == right[b])
            {
                script.Add(new Step(' ', left[a], offset + a++, offset + b++));
            }
            else if (a < left.Length && (b == right.Length || !isSearched || common[a + 1, b] >= common[a, b + 1]))
            {
                script.Add(new Step('-', left[a], offset + a++, offset + b));
            }
            else
            {
                script.Add(new Step('+', right[b], offset + a, offset + b++));
            }
        }
    }

    private static string[] Lines(DocumentNode node)
    {
        var text = new StringBuilder();
        Indent(node.ToValue(), 0, text);
        return text.ToString().Split('\n');
    }

    private static void Indent(DocumentValue value, int depth, StringBuilder text)
    {
        if (value.Count == 0)
        {
            text.Append(value.ToString());
            return;
        }

        var isObject = value.IsObject;
        text.Append(isObject ? '{' : '[');
        var first = true;
        foreach (var (name, item) in isObject ? value.Members.ToList().Select(member => (member.Name, member.Value)) : value.Items.ToList().Select(item => ("", item)))
        {
            text.Append(first ? "\n" : ",\n").Append(' ', depth + 1);
            first = false;
            if (isObject)
            {
                text.Append(DocumentNode.String(name).ToString()).Append(": ");
            }

            Indent(item, depth + 1, text);
        }

        text.Append('\n').Append(' ', depth).Append(isObject ? '}' : ']');
    }

    private readonly record struct Step(char Mark, string Line, int Left, int Right);
}
