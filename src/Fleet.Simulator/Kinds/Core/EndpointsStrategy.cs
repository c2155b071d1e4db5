using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Endpoints (pkg/registry/core/endpoint).</summary>
internal sealed class EndpointsStrategy : KindStrategy
{
    public EndpointsStrategy()
        : base(new GroupVersionKind("", "v1", "Endpoints")) => AllowCreateOnUpdate = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var index = 0;
        foreach (var subset in value["subsets"u8].Items)
        {
            Subset(subset, ContainerValidation.At("subsets", index++), errors);
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = new List<string>();
        var index = 0;
        foreach (var subset in value["subsets"u8].Items)
        {
            var path = ContainerValidation.At("subsets", index++);
            foreach (var list in (ReadOnlySpan<string>)["addresses", "notReadyAddresses"])
            {
                var item = 0;
                foreach (var address in subset[list].Items)
                {
                    AddressWarnings.Ip(address["ip"u8].AsString(""), $"{ContainerValidation.At($"{path}.{list}", item++)}.ip", warnings);
                }
            }
        }

        return warnings;
    }

    private static void Subset(DocumentValue subset, string path, FieldErrors errors)
    {
        if (subset["addresses"u8].Count == 0 && subset["notReadyAddresses"u8].Count == 0)
        {
            errors.Required(path, "must specify `addresses` or `notReadyAddresses`");
        }

        foreach (var list in (ReadOnlySpan<string>)["addresses", "notReadyAddresses"])
        {
            var index = 0;
            foreach (var address in subset[list].Items)
            {
                Address(address, ContainerValidation.At($"{path}.{list}", index++), errors);
            }
        }

        var port = 0;
        foreach (var item in subset["ports"u8].Items)
        {
            var at = ContainerValidation.At($"{path}.ports", port++);
            var name = item["name"u8].AsString("");
            if (name.Length > 0)
            {
                Names.DnsLabel(name, $"{at}.name", errors);
            }
            else if (subset["ports"u8].Count > 1)
            {
                errors.Required($"{at}.name");
            }

            Ports.Number(item["port"u8], $"{at}.port", errors);
            errors.OneOf(item["protocol"u8].AsString(""), $"{at}.protocol", "SCTP", "TCP", "UDP");
        }
    }

    private static void Address(DocumentValue address, string path, FieldErrors errors)
    {
        var ip = address["ip"u8].AsString("");
        Names.Ip(ip, $"{path}.ip", errors);
        if (address["hostname"u8].AsString("") is { Length: > 0 } hostname)
        {
            Names.DnsLabel(hostname, $"{path}.hostname", errors);
        }

        if (address["nodeName"u8].AsString() is { } node)
        {
            Names.DnsSubdomain(node, $"{path}.nodeName", errors);
        }

        Names.EndpointIp(ip, $"{path}.ip", errors);
    }
}
