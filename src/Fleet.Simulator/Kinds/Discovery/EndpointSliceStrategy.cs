using System.Net.Sockets;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Discovery;

/// <summary>EndpointSlices (pkg/registry/discovery/endpointslice).</summary>
internal sealed class EndpointSliceStrategy : KindStrategy
{
    private const int MaxEndpoints = 1000;
    private const int MaxPorts = 20000;
    private const int MaxAddresses = 100;

    public EndpointSliceStrategy()
        : base(new GroupVersionKind("discovery.k8s.io", "v1", "EndpointSlice")) => HasGeneration = true;

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var type = value["addressType"u8].AsString("");
        errors.OneOf(type, "addressType", "FQDN", "IPv4", "IPv6");
        Endpoints(value["endpoints"u8], type, errors);
        PortList(value["ports"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        errors.AddRange(ValidateCreate(context, value));
        errors.Immutable(value["addressType"u8], old["addressType"u8], "addressType");
        return errors;
    }

    private static void Endpoints(DocumentValue endpoints, string type, FieldErrors errors)
    {
        if (endpoints.Count > MaxEndpoints)
        {
            errors.Add(FieldError.TooMany("endpoints", endpoints.Count, MaxEndpoints));
            return;
        }

        var index = 0;
        foreach (var endpoint in endpoints.Items)
        {
            var path = ContainerValidation.At("endpoints", index++);
            var addresses = endpoint["addresses"u8];
            if (addresses.Count == 0)
            {
                errors.Required($"{path}.addresses", "must contain at least 1 address");
            }
            else if (addresses.Count > MaxAddresses)
            {
                errors.Add(FieldError.TooMany($"{path}.addresses", addresses.Count, MaxAddresses));
            }

            var item = 0;
            foreach (var address in addresses.Items)
            {
                Address(address.AsString(""), type, ContainerValidation.At($"{path}.addresses", item++), errors);
            }

            if (endpoint["nodeName"u8].AsString() is { } node)
            {
                errors.Name(NameRules.DnsSubdomain, node, $"{path}.nodeName");
            }

            if (endpoint["hostname"u8].AsString() is { } hostname)
            {
                Names.DnsLabel(hostname, $"{path}.hostname", errors);
            }
        }
    }

    private static void Address(string address, string type, string field, FieldErrors errors)
    {
        if (type == "FQDN")
        {
            Names.DnsSubdomain(address, field, errors);
        }
        else if (!Names.IsIp(address, out var ip))
        {
            errors.Invalid(field, address, Names.IpAddress);
        }
        else if (type == "IPv4" && ip.AddressFamily != AddressFamily.InterNetwork)
        {
            errors.Invalid(field, address, "must be an IPv4 address");
        }
        else if (type == "IPv6" && ip.AddressFamily != AddressFamily.InterNetworkV6)
        {
            errors.Invalid(field, address, "must be an IPv6 address");
        }

        if (type is "IPv4" or "IPv6")
        {
            Names.EndpointIp(address, field, errors);
        }
    }

    private static void PortList(DocumentValue ports, FieldErrors errors)
    {
        if (ports.Count > MaxPorts)
        {
            errors.Add(FieldError.TooMany("ports", ports.Count, MaxPorts));
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = ContainerValidation.At("ports", index++);
            var name = port["name"u8].AsString("");
            if (name.Length > 0)
            {
                Names.DnsLabel(name, $"{path}.name", errors);
            }

            if (!names.Add(name))
            {
                errors.Duplicate($"{path}.name", name);
            }

            errors.OneOf(port["protocol"u8].AsString(""), $"{path}.protocol", "SCTP", "TCP", "UDP");
        }
    }
}
