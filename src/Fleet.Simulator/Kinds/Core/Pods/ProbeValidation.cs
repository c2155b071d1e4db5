using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Probes and lifecycle handlers of containers.</summary>
internal static class ProbeValidation
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    public static void LifecycleAndProbes(PodRules pod, DocumentValue container, string path, FieldErrors errors)
    {
        foreach (var hook in (ReadOnlySpan<string>)["postStart", "preStop"])
        {
            if (container["lifecycle"u8][hook] is { IsObject: true } handler)
            {
                Handler(pod, handler, $"{path}.lifecycle.{hook}", errors);
            }
        }

        Probe(pod, container["livenessProbe"u8], $"{path}.livenessProbe", mustSucceedOnce: true, errors);
        Probe(pod, container["readinessProbe"u8], $"{path}.readinessProbe", mustSucceedOnce: false, errors);
        Probe(pod, container["startupProbe"u8], $"{path}.startupProbe", mustSucceedOnce: true, errors);
    }

    private static void Probe(PodRules pod, DocumentValue probe, string path, bool mustSucceedOnce, FieldErrors errors)
    {
        if (!probe.IsObject)
        {
            return;
        }

        Handler(pod, probe, path, errors);
        foreach (var name in (ReadOnlySpan<string>)["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            errors.NonNegative(probe[name], $"{path}.{name}");
        }

        var grace = probe["terminationGracePeriodSeconds"u8];
        errors.Positive(grace, $"{path}.terminationGracePeriodSeconds");
        if (mustSucceedOnce)
        {
            if (probe["successThreshold"u8].AsInt64() is { } threshold and not 1)
            {
                errors.Invalid($"{path}.successThreshold", threshold, "must be 1");
            }
        }
        else if (grace.AsInt64() is { } seconds)
        {
            errors.Invalid($"{path}.terminationGracePeriodSeconds", seconds, "must not be set for readinessProbes");
        }
    }

    private static void Handler(PodRules pod, DocumentValue handler, string path, FieldErrors errors)
    {
        var count = 0;
        foreach (var kind in Handlers)
        {
            var action = handler[kind];
            if (!action.IsObject)
            {
                continue;
            }

            if (count++ > 0)
            {
                errors.Forbidden($"{path}.{kind}", "may not specify more than 1 handler type");
            }
            else
            {
                Action(pod, kind, action, $"{path}.{kind}", errors);
            }
        }

        if (count == 0)
        {
            errors.Required(path, "must specify a handler type");
        }
    }

    private static void Action(PodRules pod, string kind, DocumentValue action, string path, FieldErrors errors)
    {
        switch (kind)
        {
            case "exec":
                if (action["command"u8].Count == 0)
                {
                    errors.Required($"{path}.command");
                }

                break;
            case "httpGet":
                HttpGet(action, path, errors);
                break;
            case "sleep":
                if (pod.GracePeriod is { } grace && action["seconds"u8].AsInt64() is { } seconds && (seconds < 0 || seconds > grace))
                {
                    errors.Invalid(path, seconds, string.Create(CultureInfo.InvariantCulture, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})"));
                }

                break;
            default:
                Ports.NumberOrName(action["port"u8], $"{path}.port", errors);
                break;
        }
    }

    private static void HttpGet(DocumentValue action, string path, FieldErrors errors)
    {
        if (action["path"u8].AsString("").Length == 0)
        {
            errors.Required($"{path}.path");
        }

        Ports.NumberOrName(action["port"u8], $"{path}.port", errors);
        errors.OptionalOneOf(action["scheme"u8], $"{path}.scheme", "HTTP", "HTTPS");
        foreach (var header in action["httpHeaders"u8].Items)
        {
            var name = header["name"u8].AsString("");
            errors.Invalid($"{path}.httpHeaders", name, Names.HttpHeader(name));
        }
    }
}
