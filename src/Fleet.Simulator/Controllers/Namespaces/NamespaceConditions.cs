using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Namespaces;

/// <summary>The conditions of a namespace that is being deleted (<c>status_condition_utils.go</c>).</summary>
internal static class NamespaceConditions
{
    /// <summary>Sets all five; says whether anything changed.</summary>
    public static bool Set(DocumentNode status, RemainingContent remaining, string now)
    {
        var changed = Set(status, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered", now);
        changed |= Set(status, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed", now);
        changed |= Set(status, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now);
        changed |= remaining.IsEmpty
            ? Set(status, "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed", now)
            : Set(status, "NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {remaining.Resources}", now);
        changed |= remaining.HasFinalizers
            ? Set(status, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {remaining.Finalizers}", now)
            : Set(status, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
        return changed;
    }

    private static bool Set(DocumentNode status, string type, bool value, string reason, string message, string now)
    {
        var conditions = status.GetOrAddArray("conditions");
        var text = value ? "True" : "False";
        var current = conditions.Items.FirstOrDefault(condition => condition["type"]?.AsString() == type);
        if (current is null)
        {
            conditions.Items.Add(DocumentNode.Object(
                ("type", type), ("status", text), ("lastTransitionTime", now), ("reason", reason), ("message", message)));
            return true;
        }

        if (current["status"]?.AsString() == text && current["reason"]?.AsString() == reason && current["message"]?.AsString() == message)
        {
            return false;
        }

        if (current["status"]?.AsString() != text)
        {
            current["lastTransitionTime"] = now;
        }

        current["status"] = text;
        current["reason"] = reason;
        current["message"] = message;
        return true;
    }
}
