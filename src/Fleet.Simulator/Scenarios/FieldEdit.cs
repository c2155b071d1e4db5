using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Scenarios;

/// <summary>The change somebody makes by hand: a field, named by its path, gets a value.</summary>
internal static class FieldEdit
{
    /// <summary>Who edits by hand, as far as the objects tell.</summary>
    public const string Manager = "kubectl-edit";

    private const string DefaultPath = "spec.template.spec.containers[0].env[1].value";
    private const string DefaultValue = "debug";

    /// <summary>Sets <c>path</c> to <c>value</c>; without them the log level of a seeded workload.</summary>
    public static void Apply(DocumentNode document, DocumentValue parameters)
    {
        var value = parameters["value"u8] is { Exists: true } given ? given.ToNode() : DefaultValue;
        var steps = (parameters["path"u8].AsString() ?? DefaultPath).Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        var node = document;
        foreach (var step in steps[..^1])
        {
            node = Index(step) is { } index ? Item(node, index) : node.GetOrAddObject(step);
            if (node is null)
            {
                return;
            }
        }

        if (Index(steps[^1]) is { } last)
        {
            if (node.IsArray && last < node.Count)
            {
                node.Items[last] = value;
            }
        }
        else if (node.IsObject)
        {
            node[steps[^1]] = value;
        }
    }

    private static DocumentNode? Item(DocumentNode node, int index) => node.IsArray && index < node.Count ? node.Items[index] : null;

    private static int? Index(string step) =>
        step.StartsWith('[') && step.EndsWith(']') && int.TryParse(step.AsSpan(1, step.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
