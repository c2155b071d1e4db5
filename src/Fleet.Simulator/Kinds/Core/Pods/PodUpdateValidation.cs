using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What of a pod's spec may change after it was created (upstream <c>ValidatePodUpdate</c>, <c>ValidatePodResize</c>).</summary>
internal static class PodUpdateValidation
{
    private const string Updatable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        if (!Containers(spec["containers"u8], old["containers"u8], "spec.containers", errors)
            || !Containers(spec["initContainers"u8], old["initContainers"u8], "spec.initContainers", errors)
            || !ActiveDeadline(spec["activeDeadlineSeconds"u8], old["activeDeadlineSeconds"u8], errors))
        {
            return;
        }

        Tolerations(spec["tolerations"u8], old["tolerations"u8], errors);
        SchedulingGates(spec["schedulingGates"u8], old["schedulingGates"u8], errors);
        var munged = Munge(spec, old);
        if (!munged.ToValue().DeepEquals(old))
        {
            var difference = SpecDifference.Of(InternalTypes.Show("PodSpec", old), InternalTypes.Show("PodSpec", munged.ToValue()));
            if (difference.Length > 0)
            {
                errors.Forbidden("spec", $"{Updatable}\n{difference}");
            }
        }
    }

    public static void EphemeralContainers(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        const string Field = "spec.ephemeralContainers";
        foreach (var before in old["ephemeralContainers"u8].Items)
        {
            var name = before["name"u8].AsString("");
            var now = spec["ephemeralContainers"u8].Items.ToList().Find(container => container["name"u8].AsString() == name);
            if (!now.Exists)
            {
                errors.Forbidden(Field, $"existing ephemeral containers \"{name}\" may not be removed\n");
            }
            else if (!now.DeepEquals(before))
            {
                var difference = SpecDifference.Of(InternalTypes.Show("EphemeralContainer", before), InternalTypes.Show("EphemeralContainer", now));
                errors.Forbidden(Field, $"existing ephemeral containers \"{name}\" may not be changed\n{difference}");
            }
        }
    }

    public static void Resize(DocumentValue pod, DocumentValue old, FieldErrors errors)
    {
        if (PodQos.Of(pod["spec"u8]) != PodQos.Of(old["spec"u8]))
        {
            errors.Invalid("spec", pod["status"u8]["qosClass"u8], "Pod QOS Class may not change as a result of resizing");
        }

        var index = 0;
        foreach (var (now, before) in pod["spec"u8]["containers"u8].Items.ToList().Zip(old["spec"u8]["containers"u8].Items.ToList()))
        {
            var path = ContainerValidation.At("spec.containers", index++) + ".resources";
            foreach (var part in (ReadOnlySpan<string>)["requests", "limits"])
            {
                foreach (var (name, amount) in before["resources"u8][part].Members)
                {
                    if (!now["resources"u8][part][name].Exists)
                    {
                        errors.Forbidden($"{path}.{part}", $"resource {part} cannot be removed");
                    }
                    else if (name is not ("cpu" or "memory") && Quantity.TryParse(amount, out var was) && Quantity.TryParse(now["resources"u8][part][name], out var isNow) && was != isNow)
                    {
                        errors.Forbidden("spec", "only cpu and memory resources are mutable");
                    }
                }
            }
        }
    }

    private static bool Containers(DocumentValue containers, DocumentValue old, string field, FieldErrors errors)
    {
        if (containers.Count != old.Count)
        {
            errors.Forbidden(field, "pod updates may not add or remove containers");
            return false;
        }

        var index = 0;
        foreach (var container in containers.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var image = container["image"u8].AsString("");
            if (image.Length == 0)
            {
                errors.Required($"{path}.image");
            }

            if (image.Trim().Length != image.Length)
            {
                errors.Invalid($"{path}.image", image, "must not have leading or trailing whitespace");
            }
        }

        return true;
    }

    private static bool ActiveDeadline(DocumentValue deadline, DocumentValue old, FieldErrors errors)
    {
        const string Field = "spec.activeDeadlineSeconds";
        if (deadline.AsInt64() is not { } seconds)
        {
            if (old.IsNumber)
            {
                errors.Invalid(Field, default(DocumentValue), "must not update from a positive integer to nil value");
            }

            return true;
        }

        if (seconds is < 0 or > int.MaxValue)
        {
            errors.Invalid(Field, seconds, "must be between 0 and 2147483647, inclusive");
            return false;
        }

        if (old.AsInt64() < seconds)
        {
            errors.Invalid(Field, seconds, "must be less than or equal to previous value");
            return false;
        }

        return true;
    }

    private static void Tolerations(DocumentValue tolerations, DocumentValue old, FieldErrors errors)
    {
        var now = tolerations.Items.ToList();
        foreach (var before in old.Items)
        {
            if (!now.Exists(toleration => SameButSeconds(toleration, before)))
            {
                errors.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }

        SchedulingValidation.Tolerations(tolerations, "spec.tolerations", errors);
    }

    private static bool SameButSeconds(DocumentValue left, DocumentValue right)
    {
        foreach (var name in (ReadOnlySpan<string>)["key", "operator", "value", "effect"])
        {
            if (left[name].AsString("") != right[name].AsString(""))
            {
                return false;
            }
        }

        return true;
    }

    private static void SchedulingGates(DocumentValue gates, DocumentValue old, FieldErrors errors)
    {
        var known = old.Items.ToList().Select(gate => gate["name"u8].AsString("")).ToHashSet(StringComparer.Ordinal);
        var index = 0;
        foreach (var gate in gates.Items)
        {
            var path = ContainerValidation.At("spec.schedulingGates", index++);
            var name = gate["name"u8].AsString("");
            if (!known.Contains(name))
            {
                errors.Forbidden($"{path}.name", $"only deletion is allowed, but found new scheduling gate '{name}'");
            }
        }
    }

    /// <summary>The new spec with everything that may change as it was.</summary>
    private static DocumentNode Munge(DocumentValue spec, DocumentValue old)
    {
        var munged = DocumentNode.From(spec).Clone();
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            if (munged[list] is { IsArray: true } containers)
            {
                var before = old[list].Items.ToList();
                for (var i = 0; i < containers.Count; i++)
                {
                    containers.Items[i].With("image", before[i]["image"u8].Exists ? before[i]["image"u8] : null);
                }
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["activeDeadlineSeconds", "schedulingGates", "tolerations"])
        {
            munged.With(name, old[name].Exists ? old[name] : null);
        }

        if (old["terminationGracePeriodSeconds"u8].AsInt64() is < 0 && munged["terminationGracePeriodSeconds"]?.AsInt64() == 1)
        {
            munged["terminationGracePeriodSeconds"] = old["terminationGracePeriodSeconds"u8];
        }

        if (old["schedulingGates"u8].Count > 0)
        {
            // A gated pod may still be told where to go; what is added can only narrow the choice.
            munged.With("nodeSelector", old["nodeSelector"u8].Exists ? old["nodeSelector"u8] : null);
            munged.With("affinity", old["affinity"u8].Exists ? old["affinity"u8] : null);
        }

        return munged;
    }
}
