using System.Net;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Networking;

/// <summary>NetworkPolicies (pkg/registry/networking/networkpolicy).</summary>
internal sealed class NetworkPolicyStrategy : KindStrategy
{
    public NetworkPolicyStrategy()
        : base(new GroupVersionKind("networking.k8s.io", "v1", "NetworkPolicy")) => HasGeneration = true;

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var warnings = new List<string>();
        WarnOfPeers(value["spec"u8]["ingress"u8], "from", "spec.ingress", warnings);
        WarnOfPeers(value["spec"u8]["egress"u8], "to", "spec.egress", warnings);
        return warnings;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var spec = value["spec"u8];
        LabelSelectors.Selector(spec["podSelector"u8], "spec.podSelector", errors);
        Rules(spec["ingress"u8], "from", "spec.ingress", errors);
        Rules(spec["egress"u8], "to", "spec.egress", errors);
        var types = spec["policyTypes"u8];
        if (types.Count > 2)
        {
            errors.Invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
            return errors;
        }

        var index = 0;
        foreach (var type in types.Items)
        {
            errors.OptionalOneOf(type, ContainerValidation.At("spec.policyTypes", index++), "Egress", "Ingress");
        }

        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) => ValidateCreate(context, value);

    private static void Rules(DocumentValue rules, string peers, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var rule in rules.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var item = 0;
            foreach (var port in rule["ports"u8].Items)
            {
                Port(port, ContainerValidation.At($"{path}.ports", item++), errors);
            }

            item = 0;
            foreach (var peer in rule[peers].Items)
            {
                Peer(peer, ContainerValidation.At($"{path}.{peers}", item++), errors);
            }
        }
    }

    private static void Port(DocumentValue port, string path, FieldErrors errors)
    {
        errors.OptionalOneOf(port["protocol"u8], $"{path}.protocol", "SCTP", "TCP", "UDP");
        var number = port["port"u8];
        if (!number.IsNullOrUndefined)
        {
            Ports.NumberOrName(number, $"{path}.port", errors);
        }

        if (port["endPort"u8].AsInt64() is not { } end)
        {
            return;
        }

        if (number.IsString)
        {
            errors.Invalid($"{path}.endPort", end, "may not be specified when `port` is non-numeric");
        }
        else if (number.AsInt64() is not { } start)
        {
            errors.Required($"{path}.endPort", "must be specified when `endPort` is specified");
        }
        else
        {
            if (end < start)
            {
                errors.Invalid($"{path}.endPort", end, "must be greater than or equal to `port`");
            }

            Ports.Number(port["endPort"u8], $"{path}.endPort", errors);
        }
    }

    private static void Peer(DocumentValue peer, string path, FieldErrors errors)
    {
        var count = 0;
        foreach (var selector in (ReadOnlySpan<string>)["podSelector", "namespaceSelector"])
        {
            if (peer[selector].IsObject)
            {
                count++;
                LabelSelectors.Selector(peer[selector], $"{path}.{selector}", errors);
            }
        }

        if (peer["ipBlock"u8] is { IsObject: true } block)
        {
            if (count > 0)
            {
                errors.Forbidden(path, "may not specify both ipBlock and another peer");
            }

            IpBlock(block, $"{path}.ipBlock", errors);
            count++;
        }

        if (count == 0)
        {
            errors.Required(path, "must specify a peer");
        }
    }

    private static void IpBlock(DocumentValue block, string path, FieldErrors errors)
    {
        var cidr = block["cidr"u8].AsString("");
        if (cidr.Length == 0)
        {
            errors.Required($"{path}.cidr");
            return;
        }

        Names.CidrRange(cidr, $"{path}.cidr", errors);
        var index = 0;
        foreach (var item in block["except"u8].Items)
        {
            var except = item.AsString("");
            var at = ContainerValidation.At($"{path}.except", index++);
            if (!Names.IsCidr(except))
            {
                errors.Invalid(at, except, Names.Cidr);
            }
            else if (Names.IsCidr(cidr) && !IsStrictSubset(IPNetwork.Parse(Masked(except)), IPNetwork.Parse(Masked(cidr))))
            {
                errors.Invalid(at, except, "must be a strict subset of `cidr`");
            }
        }
    }

    private static bool IsStrictSubset(IPNetwork inner, IPNetwork outer) =>
        inner.BaseAddress.AddressFamily == outer.BaseAddress.AddressFamily && inner.PrefixLength > outer.PrefixLength && outer.Contains(inner.BaseAddress);

    private static string Masked(string cidr)
    {
        var parts = cidr.Split('/');
        return $"{AddressWarnings.Masked(IPAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))}/{parts[1]}";
    }

    private static void WarnOfPeers(DocumentValue rules, string list, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var rule in rules.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var item = 0;
            foreach (var peer in rule[list].Items)
            {
                var block = peer["ipBlock"u8];
                var at = $"{ContainerValidation.At($"{path}.{list}", item++)}.ipBlock";
                AddressWarnings.Cidr(block["cidr"u8].AsString(""), $"{at}.cidr", warnings);
                var except = 0;
                foreach (var hole in block["except"u8].Items)
                {
                    AddressWarnings.Cidr(hole.AsString(""), ContainerValidation.At($"{at}.except", except++), warnings);
                }
            }
        }
    }
}
