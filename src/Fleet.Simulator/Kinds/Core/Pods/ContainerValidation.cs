using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Containers, init containers and ephemeral containers of a pod (pkg/apis/core/validation).</summary>
internal static class ContainerValidation
{
    private const string InitOnly = "may not be set for init containers without restartPolicy=Always";

    public static void Containers(PodRules pod, string field, FieldErrors errors)
    {
        var containers = pod.Spec["containers"u8];
        if (containers.Count == 0)
        {
            errors.Required(field);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var container in containers.Items)
        {
            var path = At(field, index++);
            Common(pod, container, path, errors);
            var name = container["name"u8].AsString("");
            if (!names.Add(name))
            {
                errors.Duplicate($"{path}.name", name);
            }

            ProbeValidation.LifecycleAndProbes(pod, container, path, errors);
            if (!container["restartPolicy"u8].IsNullOrUndefined)
            {
                errors.OptionalOneOf(container["restartPolicy"u8], $"{path}.restartPolicy", "Always", "Never", "OnFailure");
            }
        }

        HostPortConflicts(containers, field, new HashSet<string>(StringComparer.Ordinal), errors);
    }

    public static void InitContainers(PodRules pod, string field, FieldErrors errors)
    {
        var names = NamesOf(pod.Spec["containers"u8]);
        var index = 0;
        foreach (var container in pod.Spec["initContainers"u8].Items)
        {
            var path = At(field, index++);
            Common(pod, container, path, errors);
            errors.OptionalOneOf(container["restartPolicy"u8], $"{path}.restartPolicy", "Always", "Never", "OnFailure");
            var name = container["name"u8].AsString("");
            if (!names.Add(name) && name.Length > 0)
            {
                errors.Duplicate($"{path}.name", name);
            }

            PortConflictsOf(container["ports"u8], $"{path}.ports", new HashSet<string>(StringComparer.Ordinal), errors);
            if (container["restartPolicy"u8].StringEquals("Always"u8))
            {
                ProbeValidation.LifecycleAndProbes(pod, container, path, errors);
                continue;
            }

            foreach (var part in (ReadOnlySpan<string>)["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
            {
                if (container[part].IsObject)
                {
                    errors.Forbidden($"{path}.{part}", InitOnly);
                }
            }
        }
    }

    public static void EphemeralContainers(PodRules pod, string field, FieldErrors errors)
    {
        var others = NamesOf(pod.Spec["containers"u8]);
        others.UnionWith(NamesOf(pod.Spec["initContainers"u8]));
        var names = new HashSet<string>(others, StringComparer.Ordinal);
        var index = 0;
        foreach (var container in pod.Spec["ephemeralContainers"u8].Items)
        {
            var path = At(field, index++);
            Common(pod, container, path, errors);
            OnlyForPod(container, path, errors);
            if (!names.Add(container["name"u8].AsString("")))
            {
                errors.Duplicate($"{path}.name", container["name"u8].AsString(""));
            }

            if (container["targetContainerName"u8].AsString("") is { Length: > 0 } target && !others.Contains(target))
            {
                errors.Add(Fleet.Kubernetes.Api.Errors.FieldError.NotFound($"{path}.targetContainerName", container["targetContainerName"u8]));
            }

            foreach (var part in (ReadOnlySpan<string>)["ports", "resources", "resizePolicy", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"])
            {
                if (container[part].Count > 0)
                {
                    errors.Forbidden($"{path}.{part}", "cannot be set for an Ephemeral Container");
                }
            }
        }
    }

    /// <summary>Stricter rules of pods that templates are spared.</summary>
    public static void OnlyForPods(DocumentValue containers, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in containers.Items)
        {
            OnlyForPod(container, At(field, index++), errors);
        }
    }

    public static string At(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");

    private static void OnlyForPod(DocumentValue container, string path, FieldErrors errors)
    {
        var image = container["image"u8].AsString("");
        if (image.Length != image.Trim().Length)
        {
            errors.Invalid($"{path}.image", image, "must not have leading or trailing whitespace");
        }
    }

    private static void Common(PodRules pod, DocumentValue container, string path, FieldErrors errors)
    {
        var name = container["name"u8].AsString("");
        if (name.Length == 0)
        {
            errors.Required($"{path}.name");
        }
        else
        {
            Names.DnsLabel(name, $"{path}.name", errors);
        }

        if (container["image"u8].AsString("").Length == 0)
        {
            errors.Required($"{path}.image");
        }

        errors.OneOf(container["terminationMessagePolicy"u8].AsString(""), $"{path}.terminationMessagePolicy", "File", "FallbackToLogsOnError");
        ContainerPorts(container["ports"u8], $"{path}.ports", errors);
        EnvironmentValidation.Variables(container["env"u8], $"{path}.env", errors);
        EnvironmentValidation.Sources(container["envFrom"u8], $"{path}.envFrom", errors);
        MountValidation.Mounts(pod, container, $"{path}.volumeMounts", errors);
        MountValidation.Devices(pod, container, $"{path}.volumeDevices", errors);
        errors.OneOf(container["imagePullPolicy"u8].AsString(""), $"{path}.imagePullPolicy", "Always", "IfNotPresent", "Never");
        ResourceRequirementsValidation.Validate(container["resources"u8], pod.Spec["resourceClaims"u8], $"{path}.resources", errors);
        ResizePolicies(container["resizePolicy"u8], pod.RestartPolicy, $"{path}.resizePolicy", errors);
        SecurityContextValidation.Container(container["securityContext"u8], $"{path}.securityContext", errors);
    }

    private static void ContainerPorts(DocumentValue ports, string field, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = At(field, index++);
            if (port["name"u8].AsString("") is { Length: > 0 } name)
            {
                var problems = Ports.Name(name);
                errors.Invalid($"{path}.name", name, problems);
                if (problems.Count == 0 && !names.Add(name))
                {
                    errors.Duplicate($"{path}.name", name);
                }
            }

            if (port["containerPort"u8].AsInt64() is null or 0)
            {
                errors.Required($"{path}.containerPort");
            }
            else
            {
                Ports.Number(port["containerPort"u8], $"{path}.containerPort", errors);
            }

            if (port["hostPort"u8].AsInt64() is not (null or 0))
            {
                Ports.Number(port["hostPort"u8], $"{path}.hostPort", errors);
            }

            errors.OneOf(port["protocol"u8].AsString(""), $"{path}.protocol", "SCTP", "TCP", "UDP");
        }
    }

    private static void ResizePolicies(DocumentValue policies, string podRestartPolicy, string field, FieldErrors errors)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var policy in policies.Items)
        {
            var resource = policy["resourceName"u8].AsString("");
            if (!resources.Add(resource))
            {
                errors.Duplicate(At(field, index), resource);
            }

            index++;
            errors.OneOf(resource, field, "cpu", "memory");
            var restart = policy["restartPolicy"u8].AsString("");
            errors.OneOf(restart, field, "NotRequired", "RestartContainer");
            if (podRestartPolicy == "Never" && restart != "NotRequired")
            {
                errors.Invalid(field, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'");
            }
        }
    }

    private static void HostPortConflicts(DocumentValue containers, string field, HashSet<string> seen, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in containers.Items)
        {
            PortConflictsOf(container["ports"u8], $"{At(field, index++)}.ports", seen, errors);
        }
    }

    private static void PortConflictsOf(DocumentValue ports, string field, HashSet<string> seen, FieldErrors errors)
    {
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = At(field, index++);
            if (port["hostPort"u8].AsInt64() is { } number and not 0)
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{port["protocol"u8].AsString("")}/{port["hostIP"u8].AsString("")}/{number}");
                if (!seen.Add(key))
                {
                    errors.Duplicate($"{path}.hostPort", key);
                }
            }
        }
    }

    private static HashSet<string> NamesOf(DocumentValue containers) =>
        containers.Items.ToList().Select(container => container["name"u8].AsString("")).ToHashSet(StringComparer.Ordinal);
}
