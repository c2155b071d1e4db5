using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Kubelet;

/// <summary>
/// <c>pods/log</c>. Simulated containers have little to say, always the same; which container is asked, and how much of it, is checked as by a real
/// server (pkg/registry/core/pod/strategy.go, <c>LogLocation</c>).
/// </summary>
internal sealed class PodLogHandler : ISubresourceHandler
{
    private const int Lines = 3;

    public async ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        var name = request.Target.Name ?? "";
        CheckOptions(request.Query, name);
        var pod = await request.Service.GetAsync(request.Context, request.Target with { Subresource = null }, cancellationToken);
        var container = request.Query.GetValueOrDefault("container", "");
        CheckContainer(pod["spec"u8], name, container);
        if (pod["spec"u8]["nodeName"u8].AsString("").Length == 0)
        {
            return new SubresourceResponse(204, null);
        }

        var tail = Number(request.Query, "tailLines") ?? Lines;
        var lines = Enumerable.Range(1, Lines).Skip((int)Math.Max(0, Lines - tail)).Select(line => string.Create(CultureInfo.InvariantCulture, $"fake log line {line}\n"));
        var text = string.Concat(lines);
        return SubresourceResponse.Plain(Number(request.Query, "limitBytes") is { } limit && limit < text.Length ? text[..(int)limit] : text);
    }

    private static void CheckOptions(IReadOnlyDictionary<string, string> query, string name)
    {
        var errors = new List<FieldError>();
        if (Number(query, "tailLines") is { } tail and < 0)
        {
            errors.Add(FieldError.Invalid("tailLines", tail, "must be greater than or equal to 0"));
        }

        foreach (var option in (ReadOnlySpan<string>)["limitBytes", "sinceSeconds"])
        {
            if (Number(query, option) is { } value and < 1)
            {
                errors.Add(FieldError.Invalid(option, value, "must be greater than 0"));
            }
        }

        if (errors.Count > 0)
        {
            throw StatusError.Invalid(new GroupKind("", "PodLogOptions"), name, errors);
        }
    }

    private static void CheckContainer(DocumentValue spec, string pod, string container)
    {
        var names = Names(spec["containers"u8]);
        var others = Names(spec["initContainers"u8]).Concat(Names(spec["ephemeralContainers"u8])).ToList();
        if (container.Length > 0)
        {
            if (!names.Concat(others).Contains(container))
            {
                throw StatusError.BadRequest($"container {container} is not valid for pod {pod}");
            }
        }
        else if (names.Count != 1 || others.Count > 0)
        {
            var init = Names(spec["initContainers"u8]);
            var more = init.Count == 0 ? "" : $" or one of the init containers: [{string.Join(' ', init)}]";
            throw StatusError.BadRequest($"a container name must be specified for pod {pod}, choose one of: [{string.Join(' ', names)}]{more}");
        }
    }

    private static List<string> Names(DocumentValue containers) => containers.Items.ToList().ConvertAll(container => container["name"u8].AsString(""));

    private static long? Number(IReadOnlyDictionary<string, string> query, string name) =>
        query.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
