using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Networking;

/// <summary>Ingresses (pkg/registry/networking/ingress).</summary>
internal sealed class IngressStrategy : KindStrategy
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public IngressStrategy()
        : base(new GroupVersionKind("networking.k8s.io", "v1", "Ingress"))
    {
        HasStatus = true;
        HasGeneration = true;
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value)
    {
        var errors = new FieldErrors();
        var annotated = value["metadata"u8]["annotations"u8][ClassAnnotation].AsString();
        if (annotated is { Length: > 0 } && value["spec"u8]["ingressClassName"u8].AsString() is { } name && name != annotated)
        {
            errors.Invalid($"metadata.annotations[{ClassAnnotation}]", annotated, "must match `ingressClassName` when both are specified");
        }

        Spec(value["spec"u8], errors);
        return errors;
    }

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old)
    {
        var errors = new FieldErrors();
        if (context.Subresource != "status")
        {
            Spec(value["spec"u8], errors);
        }

        return errors;
    }

    public override IReadOnlyList<string> Warnings(StrategyContext context, DocumentValue value, DocumentValue old) =>
        !old.Exists && value["metadata"u8]["annotations"u8][ClassAnnotation].Exists
            ? [$"annotation \"{ClassAnnotation}\" is deprecated, please use 'spec.ingressClassName' instead"]
            : [];

    private static void Spec(DocumentValue spec, FieldErrors errors)
    {
        if (spec["rules"u8].Count == 0 && !spec["defaultBackend"u8].IsObject)
        {
            errors.Invalid("spec", spec["rules"u8], "either `defaultBackend` or `rules` must be specified");
        }

        if (spec["defaultBackend"u8].IsObject)
        {
            Backend(spec["defaultBackend"u8], "spec.defaultBackend", errors);
        }

        var index = 0;
        foreach (var rule in spec["rules"u8].Items)
        {
            Rule(rule, ContainerValidation.At("spec.rules", index++), errors);
        }

        Tls(spec["tls"u8], errors);
        if (spec["ingressClassName"u8].AsString() is { } name)
        {
            errors.Name(NameRules.DnsSubdomain, name, "spec.ingressClassName");
        }
    }

    private static void Rule(DocumentValue rule, string path, FieldErrors errors)
    {
        var host = rule["host"u8].AsString("");
        if (Names.IsIp(host, out _))
        {
            errors.Invalid($"{path}.host", host, "must be a DNS name, not an IP address");
        }
        else if (host.Length > 0)
        {
            Host(host, $"{path}.host", errors);
        }

        var paths = rule["http"u8]["paths"u8];
        if (rule["http"u8].IsObject && paths.Count == 0)
        {
            errors.Required($"{path}.http.paths");
        }

        var index = 0;
        foreach (var item in paths.Items)
        {
            HttpPath(item, ContainerValidation.At($"{path}.http.paths", index++), errors);
        }
    }

    private static void Host(string host, string field, FieldErrors errors) =>
        errors.Invalid(field, host, host.Contains('*', StringComparison.Ordinal) ? Names.WildcardSubdomain(host) : NameRules.DnsSubdomain(host, false));

    private static void HttpPath(DocumentValue item, string path, FieldErrors errors)
    {
        if (item["pathType"u8].AsString() is not { } type)
        {
            errors.Required($"{path}.pathType", "pathType must be specified");
            return;
        }

        var text = item["path"u8].AsString("");
        switch (type)
        {
            case "Exact" or "Prefix":
                PlainPath(text, $"{path}.path", errors);
                break;
            case "ImplementationSpecific":
                if (text.Length > 0 && !text.StartsWith('/'))
                {
                    errors.Invalid($"{path}.path", text, "must be an absolute path");
                }

                break;
            default:
                errors.NotSupported($"{path}.pathType", type, "Exact", "ImplementationSpecific", "Prefix");
                break;
        }

        Backend(item["backend"u8], $"{path}.backend", errors);
    }

    private static void PlainPath(string text, string field, FieldErrors errors)
    {
        if (!text.StartsWith('/'))
        {
            errors.Invalid(field, text, "must be an absolute path");
        }

        foreach (var sequence in (ReadOnlySpan<string>)["//", "/./", "/../", "%2f", "%2F"])
        {
            if (text.Contains(sequence, StringComparison.Ordinal))
            {
                errors.Invalid(field, text, $"must not contain '{sequence}'");
            }
        }

        foreach (var suffix in (ReadOnlySpan<string>)["/..", "/."])
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                errors.Invalid(field, text, $"cannot end with '{suffix}'");
            }
        }
    }

    private static void Backend(DocumentValue backend, string path, FieldErrors errors)
    {
        var service = backend["service"u8];
        if (backend["resource"u8].IsObject && service.IsObject)
        {
            errors.Invalid(path, "", "cannot set both resource and service backends");
        }
        else if (service.IsObject)
        {
            Service(service, path, errors);
        }
        else if (!backend["resource"u8].IsObject)
        {
            errors.Invalid(path, "", "resource or service backend is required");
        }
    }

    private static void Service(DocumentValue service, string path, FieldErrors errors)
    {
        var name = service["name"u8].AsString("");
        if (name.Length == 0)
        {
            errors.Required($"{path}.service.name");
        }
        else
        {
            errors.Name(NameRules.Dns1035Label, name, $"{path}.service.name");
        }

        var portName = service["port"u8]["name"u8].AsString("");
        var number = service["port"u8]["number"u8].AsInt64() ?? 0;
        if (portName.Length > 0 && number != 0)
        {
            errors.Invalid(path, "", "cannot set both port name & port number");
        }
        else if (portName.Length > 0)
        {
            errors.Invalid($"{path}.service.port.name", portName, Ports.Name(portName));
        }
        else if (number != 0)
        {
            Ports.Number(service["port"u8]["number"u8], $"{path}.service.port.number", errors);
        }
        else
        {
            errors.Required(path, "port name or number is required");
        }
    }

    private static void Tls(DocumentValue list, FieldErrors errors)
    {
        var index = 0;
        foreach (var item in list.Items)
        {
            var path = ContainerValidation.At("spec.tls", index++);
            var host = 0;
            foreach (var name in item["hosts"u8].Items)
            {
                Host(name.AsString(""), ContainerValidation.At($"{path}.hosts", host++), errors);
            }

            if (item["secretName"u8].AsString("") is { Length: > 0 } secret)
            {
                errors.Name(NameRules.DnsSubdomain, secret, $"{path}.secretName");
            }
        }
    }
}
