using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Admission;

/// <summary>Pods stand a node that is not ready or not reachable for five minutes (plugin/pkg/admission/defaulttolerationseconds).</summary>
public sealed class DefaultTolerationSeconds : AdmissionPlugin
{
    private const long Seconds = 300;

    public override string Name => "DefaultTolerationSeconds";

    public override bool Handles(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "pods") || Is(request, AdmissionOperation.Update, "", "pods");

    public override ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = request.Object!.GetOrAddObject("spec");
        foreach (var key in (ReadOnlySpan<string>)["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            var tolerations = spec["tolerations"] is { IsArray: true } given ? given.Items : [];
            if (!tolerations.Any(toleration => Tolerates(toleration, key)))
            {
                spec.GetOrAddArray("tolerations").Items.Add(DocumentNode.Object(
                    ("key", key), ("operator", "Exists"), ("effect", "NoExecute"), ("tolerationSeconds", Seconds)));
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool Tolerates(DocumentNode toleration, string key)
    {
        var own = toleration["key"]?.AsString() ?? "";
        var effect = toleration["effect"]?.AsString() ?? "";
        return (own.Length == 0 || own == key) && (effect is "" or "NoExecute");
    }
}
