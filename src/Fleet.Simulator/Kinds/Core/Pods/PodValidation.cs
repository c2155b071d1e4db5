using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Rules of whole pods (upstream <c>validatePodMetadataAndSpec</c>, <c>ValidatePodStatusUpdate</c>).</summary>
internal static class PodValidation
{
    public static void Spec(DocumentValue pod, FieldErrors errors)
    {
        var spec = pod["spec"u8];
        PodSpecValidation.Validate(spec, isPod: true, "spec", errors);
        if (spec["serviceAccountName"u8].AsString("").Length == 0)
        {
            ProjectedTokens(spec["volumes"u8], errors);
        }

        ContainerValidation.OnlyForPods(spec["containers"u8], "spec.containers", errors);
        ContainerValidation.OnlyForPods(spec["initContainers"u8], "spec.initContainers", errors);
    }

    public static void StatusUpdate(DocumentValue value, DocumentValue old, FieldErrors errors)
    {
        var status = value["status"u8];
        var index = 0;
        foreach (var condition in status["conditions"u8].Items)
        {
            var type = condition["type"u8].AsString("");
            errors.Invalid($"{ContainerValidation.At("metadata.conditions", index++)}.Type", type, type is "PodScheduled" or "Ready" or "Initialized" ? [] : LabelSyntax.ValidateQualifiedName(type));
        }

        if (status["nominatedNodeName"u8].AsString("") is { Length: > 0 } node)
        {
            errors.Name(NameRules.DnsSubdomain, node, "status.nominatedNodeName");
        }

        errors.Immutable(status["qosClass"u8], old["status"u8]["qosClass"u8], "status.qosClass");
        Transitions(status["containerStatuses"u8], old["status"u8]["containerStatuses"u8], "status.containerStatuses", old["spec"u8]["restartPolicy"u8].AsString(""), errors);
        index = 0;
        foreach (var ip in status["podIPs"u8].Items)
        {
            Names.Ip(ip["ip"u8].AsString(""), ContainerValidation.At("status.podIPs", index++), errors);
        }
    }

    /// <summary>What has ended for good does not run again.</summary>
    private static void Transitions(DocumentValue statuses, DocumentValue old, string field, string restartPolicy, FieldErrors errors)
    {
        if (restartPolicy == "Always")
        {
            return;
        }

        var index = 0;
        foreach (var before in old.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var ended = before["state"u8]["terminated"u8];
            if (!ended.IsObject || (ended["exitCode"u8].AsInt64() is not (null or 0) && restartPolicy == "OnFailure"))
            {
                continue;
            }

            foreach (var now in statuses.Items)
            {
                if (now["name"u8].AsString() == before["name"u8].AsString() && !now["state"u8]["terminated"u8].IsObject)
                {
                    errors.Forbidden($"{path}.state", "may not be transitioned to non-terminated state");
                }
            }
        }
    }

    private static void ProjectedTokens(DocumentValue volumes, FieldErrors errors)
    {
        var index = 0;
        foreach (var volume in volumes.Items)
        {
            var path = ContainerValidation.At("spec.volumes", index++);
            var source = 0;
            foreach (var projection in volume["projected"u8]["sources"u8].Items)
            {
                var at = ContainerValidation.At($"{path}.projected.sources", source++);
                if (projection["serviceAccountToken"u8].IsObject)
                {
                    errors.Forbidden($"{at}.serviceAccountToken", "must not be specified when serviceAccountName is not set");
                }
            }
        }
    }
}
