using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>Decides which of its names a CustomResourceDefinition gets: first come, first served inside a group.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/controller/status/naming_controller.go.</remarks>
internal static class CustomResourceNaming
{
    private static readonly string[] Resources = ["plural", "singular"];
    private static readonly string[] Kinds = ["kind", "listKind"];

    /// <summary>Writes names and conditions into the status; says whether anything changed.</summary>
    /// <param name="value">The definition to settle.</param>
    /// <param name="others">The other definitions of its group.</param>
    /// <param name="now">The time of a transition.</param>
    public static bool Settle(DocumentNode value, IEnumerable<DocumentValue> others, DateTimeOffset now)
    {
        var requested = value["spec"]!["names"]!.ToValue();
        var status = value.GetOrAddObject("status");
        var accepted = (status["acceptedNames"]?.ToValue() ?? default).ToDocument().Root;
        var (takenResources, takenKinds) = Taken(others);
        var conflicts = new List<(string Reason, string Message)>();
        var names = DocumentNode.Object();
        Choose(names, Resources[0], requested, accepted, takenResources, conflicts);
        Choose(names, Resources[1], requested, accepted, takenResources, conflicts);
        ChooseShortNames(names, requested, accepted, takenResources, conflicts);
        Choose(names, Kinds[0], requested, accepted, takenKinds, conflicts);
        Choose(names, Kinds[1], requested, accepted, takenKinds, conflicts);
        if (requested["categories"u8].Count > 0)
        {
            names["categories"] = requested["categories"u8];
        }

        var changed = !names.ToValue().DeepEquals(accepted);
        status["acceptedNames"] = names;
        return SetConditions(status, conflicts, now) || changed;
    }

    private static bool SetConditions(DocumentNode status, List<(string Reason, string Message)> conflicts, DateTimeOffset now)
    {
        var conditions = status.GetOrAddArray("conditions");
        var (reason, message) = conflicts.Count == 0 ? ("NoConflicts", "no conflicts found") : conflicts[^1];
        var changed = CustomResourceConditions.Set(conditions, "NamesAccepted", conflicts.Count == 0, reason, message, now);
        if (conditions.Items.Any(item => item["type"]?.AsString() == "Established" && item["status"]?.AsString() == "True"))
        {
            // Once established it stays so, whatever names are asked for later.
            return changed;
        }

        return (conflicts.Count == 0
            ? CustomResourceConditions.Set(conditions, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now)
            : CustomResourceConditions.Set(conditions, "Established", false, "NotAccepted", "not all names are accepted", now)) || changed;
    }

    private static void Choose(
        DocumentNode names, string name, DocumentValue requested, DocumentValue accepted, HashSet<string> taken, List<(string Reason, string Message)> conflicts)
    {
        var (wanted, current) = (requested[name].AsString(""), accepted[name].AsString(""));
        if (wanted != current && taken.Contains(wanted))
        {
            conflicts.Add(($"{char.ToUpperInvariant(name[0])}{name[1..]}Conflict", $"{GoText.Quote(wanted)} is already in use"));
            wanted = current;
        }

        if (wanted.Length > 0 || name is "plural" or "kind")
        {
            names[name] = wanted;
        }
    }

    private static void ChooseShortNames(
        DocumentNode names, DocumentValue requested, DocumentValue accepted, HashSet<string> taken, List<(string Reason, string Message)> conflicts)
    {
        var own = Texts(accepted["shortNames"u8]);
        var problems = Texts(requested["shortNames"u8])
            .Where(name => !own.Contains(name) && taken.Contains(name))
            .Select(name => $"{GoText.Quote(name)} is already in use")
            .ToList();
        if (problems.Count > 0)
        {
            conflicts.Add(("ShortNamesConflict", problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]"));
        }

        var source = problems.Count > 0 ? accepted["shortNames"u8] : requested["shortNames"u8];
        if (source.Count > 0)
        {
            names["shortNames"] = source;
        }
    }

    private static (HashSet<string> Resources, HashSet<string> Kinds) Taken(IEnumerable<DocumentValue> others)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in others.Select(other => other["status"u8]["acceptedNames"u8]))
        {
            resources.UnionWith(Resources.Select(name => names[name].AsString("")).Concat(Texts(names["shortNames"u8])));
            kinds.UnionWith(Kinds.Select(name => names[name].AsString("")));
        }

        resources.Remove("");
        kinds.Remove("");
        return (resources, kinds);
    }

    private static List<string> Texts(DocumentValue list) => list.Items.ToList().ConvertAll(item => item.AsString(""));
}
