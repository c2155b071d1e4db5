using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Fills in what a namespace's LimitRanges say of pods and refuses what goes beyond (plugin/pkg/admission/limitranger).</summary>
public sealed class LimitRanger : AdmissionPlugin
{
    private const string Annotation = "kubernetes.io/limit-ranger";
    private static readonly GroupResource Ranges = new("", "limitranges");

    public override string Name => "LimitRanger";

    public override bool Handles(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "pods")
        || Is(request, AdmissionOperation.Create, "", "persistentvolumeclaims")
        || Is(request, AdmissionOperation.Update, "", "persistentvolumeclaims");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Target.Resource.Resource.Resource != "pods")
        {
            return;
        }

        foreach (var range in await ListAsync(request.Service, Ranges, request.Target.Namespace, cancellationToken).ConfigureAwait(false))
        {
            foreach (var limit in range["spec"u8]["limits"u8].Items)
            {
                if (limit["type"u8].StringEquals("Container"u8))
                {
                    FillIn(request.Object!, limit);
                }
            }
        }
    }

    public override async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var isPod = request.Target.Resource.Resource.Resource == "pods";
        var value = request.Object!.ToValue();
        foreach (var range in await ListAsync(request.Service, Ranges, request.Target.Namespace, cancellationToken).ConfigureAwait(false))
        {
            foreach (var limit in range["spec"u8]["limits"u8].Items)
            {
                LimitCheck.Check(value, limit, isPod, problems);
            }
        }

        if (problems.Count > 0)
        {
            var distinct = problems.Distinct(StringComparer.Ordinal).ToList();
            throw Forbidden(request, distinct.Count == 1 ? distinct[0] : $"[{string.Join(", ", distinct)}]");
        }
    }

    private static void FillIn(DocumentNode pod, DocumentValue limit)
    {
        var done = new List<string>();
        foreach (var (list, kind) in (ReadOnlySpan<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            foreach (var container in pod["spec"]?[list] is { IsArray: true } items ? items.Items : [])
            {
                var resources = container["resources"] is { IsObject: true } given ? given : container["resources"] = DocumentNode.Object();
                var requests = Complete(resources, "requests", limit["defaultRequest"u8]);
                var limits = Complete(resources, "limits", limit["default"u8]);
                Note(done, requests, $"request for {kind} {container["name"]?.AsString()}");
                Note(done, limits, $"limit for {kind} {container["name"]?.AsString()}");
            }
        }

        if (done.Count > 0)
        {
            pod.GetOrAddObject("metadata").GetOrAddObject("annotations")[Annotation] = $"LimitRanger plugin set: {string.Join("; ", done)}";
        }
    }

    private static List<string> Complete(DocumentNode resources, string part, DocumentValue defaults)
    {
        var added = new List<string>();
        foreach (var (name, amount) in defaults.Members)
        {
            if (resources.GetOrAddObject(part).SetDefault(name, amount))
            {
                added.Add(name);
            }
        }

        added.Sort(StringComparer.Ordinal);
        return added;
    }

    private static void Note(List<string> done, List<string> names, string what)
    {
        if (names.Count > 0)
        {
            done.Add($"{string.Join(", ", names)} {what}");
        }
    }
}
