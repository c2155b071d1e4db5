using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Members given twice, which strict decoding refuses.</summary>
internal static class DuplicateFields
{
    /// <summary><c>duplicate field "spec.containers[0].name"</c> for each, in document order.</summary>
    public static IReadOnlyList<string> Find(DocumentValue value)
    {
        var problems = new List<string>();
        Walk(value, "", problems);
        return problems;
    }

    private static void Walk(DocumentValue value, string path, List<string> problems)
    {
        if (value.IsObject)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (name, member) in value.Members)
            {
                var below = path.Length == 0 ? name : $"{path}.{name}";
                if (!seen.Add(name))
                {
                    problems.Add($"duplicate field \"{below}\"");
                }

                Walk(member, below, problems);
            }

            return;
        }

        var index = 0;
        foreach (var item in value.Items)
        {
            Walk(item, $"{path}[{index++}]", problems);
        }
    }
}
