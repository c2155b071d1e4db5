using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Spectre.Console;

namespace Fleet.Cli.Workloads;

/// <summary>A workload's objects under their owners, each with its health.</summary>
internal static class OwnerTree
{
    private const int MaxMessage = 120;

    public static Tree Build(WorkloadDescription description)
    {
        var workload = description.Workload;
        var tree = new Tree($"{Markup.Escape(workload.ToString())} {Health(workload.Health, workload.Reason, workload.Message)}");
        var identities = description.Objects.Select(Uid).Where(uid => uid.Length > 0).ToHashSet(StringComparer.Ordinal);
        var children = description.Objects.ToLookup(item => Owner(item, identities), StringComparer.Ordinal);
        AddChildren(tree, "", children, []);
        return tree;
    }

    private static void AddChildren(IHasTreeNodes parent, string owner, ILookup<string, Document> children, HashSet<string> above)
    {
        foreach (var child in children[owner].OrderBy(child => child["kind"u8].AsString(""), StringComparer.Ordinal).ThenBy(Name, StringComparer.Ordinal))
        {
            var assessment = HealthAssessor.Default.Assess(child.Root);
            var node = parent.AddNode($"{Markup.Escape($"{child["kind"u8].AsString("")} {Name(child)}")} {Health(assessment.Status, assessment.Reason, assessment.Message)}");
            var uid = Uid(child);

            // Owners that go round in a circle are possible, and must not be followed for ever.
            if (uid.Length > 0 && above.Add(uid))
            {
                AddChildren(node, uid, children, above);
                above.Remove(uid);
            }
        }
    }

    /// <summary>The owner among these objects, controllers first; empty for none.</summary>
    private static string Owner(Document item, HashSet<string> identities) => item["metadata"u8]["ownerReferences"u8].Items.ToList()
        .OrderByDescending(owner => owner["controller"u8].AsBoolean() == true)
        .Select(owner => owner["uid"u8].AsString(""))
        .FirstOrDefault(uid => identities.Contains(uid) && uid != Uid(item), "");

    private static string Health(HealthStatus status, string reason, string message)
    {
        var word = status.ToString();
        var colour = Paint.ColourOf(word);
        var detail = (reason.Length > 0 ? $" ({reason})" : "") + (message.Length > 0 && status is not HealthStatus.Healthy ? $": {Cut(message)}" : "");
        return (colour is null ? word : $"[{colour}]{word}[/]") + Markup.Escape(detail);
    }

    private static string Cut(string message)
    {
        var line = message.ReplaceLineEndings(" ");
        return line.Length > MaxMessage ? line[..MaxMessage] + "…" : line;
    }

    private static string Uid(Document item) => item["metadata"u8]["uid"u8].AsString("");

    private static string Name(Document item) => item["metadata"u8]["name"u8].AsString("");
}
