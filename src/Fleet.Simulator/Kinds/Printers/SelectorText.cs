using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Label selectors and label sets as tables show them.</summary>
internal static class SelectorText
{
    /// <summary>A plain label map: <c>a=b,c=d</c>, sorted.</summary>
    public static string Labels(DocumentValue labels, string empty = Cells.None)
    {
        var pairs = labels.Members.ToList().Select(member => $"{member.Name}={member.Value.AsString("")}").Order(StringComparer.Ordinal);
        var text = string.Join(',', pairs);
        return text.Length == 0 ? empty : text;
    }

    /// <summary>A LabelSelector object: <c>app=web,tier in (a,b),!legacy</c>, by key.</summary>
    public static string Selector(DocumentValue selector, string empty = Cells.None)
    {
        var parts = new List<(string Key, string Text)>();
        foreach (var (name, value) in selector["matchLabels"u8].Members)
        {
            parts.Add((name, $"{name}={value.AsString("")}"));
        }

        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            var key = expression["key"u8].AsString("");
            var values = string.Join(',', expression["values"u8].Items.ToList().Select(value => value.AsString("")).Order(StringComparer.Ordinal));
            parts.Add((key, expression["operator"u8].AsString("") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "DoesNotExist" => $"!{key}",
                _ => key,
            }));
        }

        var text = string.Join(',', parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Text));
        return text.Length == 0 ? empty : text;
    }
}
