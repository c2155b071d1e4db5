using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What the containers of an accepted pod are warned of.</summary>
internal static class ContainerWarnings
{
    private const string Seccomp = "container.seccomp.security.alpha.kubernetes.io/";
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];

    public static void Add(DocumentValue spec, DocumentValue annotations, string prefix, List<string> warnings)
    {
        var hasProfile = spec["securityContext"u8]["appArmorProfile"u8].IsObject;
        foreach (var (container, path) in Containers(spec, prefix))
        {
            AddAnnotations(container, annotations, prefix, hasProfile, warnings);
            foreach (var resource in (ReadOnlySpan<string>)["memory", "ephemeral-storage"])
            {
                AddFraction(container["resources"u8]["limits"u8], resource, $"{path}.resources.limits", warnings);
                AddFraction(container["resources"u8]["requests"u8], resource, $"{path}.resources.requests", warnings);
            }

            AddVariables(container["env"u8], $"{path}.env", warnings);
        }

        AddPorts(spec, prefix, warnings);
    }

    /// <summary>Amounts of bytes that are no whole number.</summary>
    public static void AddFractions(DocumentValue amounts, string field, List<string> warnings)
    {
        AddFraction(amounts, "memory", field, warnings);
        AddFraction(amounts, "ephemeral-storage", field, warnings);
    }

    private static IEnumerable<(DocumentValue Container, string Path)> Containers(DocumentValue spec, string prefix) => Lists.SelectMany(list =>
        spec[list].Items.ToList().Select((container, index) => (container, ContainerValidation.At($"{prefix}spec.{list}", index))));

    private static void AddFraction(DocumentValue amounts, string resource, string field, List<string> warnings)
    {
        if (Quantity.TryParse(amounts[resource], out var amount) && amount.RoundUp(0) != amount)
        {
            warnings.Add($"{field}[{resource}]: fractional byte value \"{amount}\" is invalid, must be an integer");
        }
    }

    private static void AddAnnotations(DocumentValue container, DocumentValue annotations, string prefix, bool hasProfile, List<string> warnings)
    {
        var name = container["name"u8].AsString("");
        var context = container["securityContext"u8];
        if (!context["seccompProfile"u8].IsObject && annotations[Seccomp + name].Exists)
        {
            warnings.Add($"{prefix}metadata.annotations[{Seccomp}{name}]: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }

        // Pods get their field from the annotation instead.
        if (prefix.Length > 0 && !hasProfile && !context["appArmorProfile"u8].IsObject && annotations[AppArmor + name].Exists)
        {
            warnings.Add($"{prefix}metadata.annotations[{AppArmor}{name}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    /// <summary>A variable may be defined again in terms of its former value.</summary>
    private static void AddVariables(DocumentValue variables, string field, List<string> warnings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var variable in variables.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var name = variable["name"u8].AsString("");
            var value = variable["value"u8].AsString("");
            var reference = $"$({name})";
            var extends = !variable["valueFrom"u8].IsObject && value != reference && value.Contains(reference, StringComparison.Ordinal);
            if (!names.Add(name) && !extends)
            {
                warnings.Add($"{path}: hides previous definition of \"{name}\", which may be dropped when using apply");
            }
        }
    }

    private static void AddPorts(DocumentValue spec, string prefix, List<string> warnings)
    {
        var seen = new List<Port>();
        foreach (var (container, field) in Containers(spec, prefix))
        {
            var index = 0;
            foreach (var value in container["ports"u8].Items)
            {
                var port = new Port(value, ContainerValidation.At($"{field}.ports", index++));
                if (port.HostIp.Length > 0 && port.HostPort == 0)
                {
                    warnings.Add($"{port.Path}: hostIP set without hostPort: {port}");
                }

                foreach (var other in seen.Where(other => other.Number == port.Number && other.Protocol == port.Protocol))
                {
                    if (port.Clash(other) is { } clash)
                    {
                        warnings.Add($"{port.Path}: {clash} port definition with {other.Path}");
                    }
                }

                seen.Add(port);
            }
        }
    }

    private sealed class Port(DocumentValue port, string path)
    {
        public string Path => path;

        public long Number { get; } = port["containerPort"u8].AsInt64() ?? 0;

        public long HostPort { get; } = port["hostPort"u8].AsInt64() ?? 0;

        public string HostIp { get; } = port["hostIP"u8].AsString("");

        public string Protocol { get; } = port["protocol"u8].AsString("");

        public string? Clash(Port other) => HostIp == other.HostIp && HostPort == other.HostPort
            ? "duplicate"
            : HostPort == 0 || other.HostPort == 0
                ? "overlapping"
                : HostPort == other.HostPort && (HostIp.Length == 0) != (other.HostIp.Length == 0) ? "dangerously ambiguous" : null;

        /// <summary>As Go prints the struct.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{{Name:{port["name"u8].AsString("")} HostPort:{HostPort} ContainerPort:{Number} Protocol:{Protocol} HostIP:{HostIp}}}");
    }
}
