using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Controllers.Endpoints;

/// <summary>One pod behind a Service.</summary>
/// <param name="Pod">The pod, which has an address.</param>
/// <param name="Zone">The zone of its node.</param>
/// <param name="IsServing">Its containers answer.</param>
internal sealed record ServiceEndpoint(Document Pod, string? Zone, bool IsServing)
{
    public string Address => Pod["status"u8]["podIP"u8].AsString("");

    public string NodeName => Pod["spec"u8]["nodeName"u8].AsString("");

    public bool IsTerminating => Pod.IsBeingDeleted();

    public bool IsReady => IsServing && !IsTerminating;

    public DocumentNode TargetReference => DocumentNode.Object(
        ("kind", "Pod"), ("namespace", Pod.Namespace()), ("name", Pod.Name()), ("uid", Pod.Uid()));

    /// <summary>The port a Service's port leads to, null where this pod has none of that name.</summary>
    public long? TargetPort(DocumentValue servicePort)
    {
        var target = servicePort["targetPort"u8];
        if (IntOrString.From(target) is not { } port)
        {
            return servicePort["port"u8].AsInt64();
        }

        if (!port.IsString)
        {
            return port.Integer == 0 ? servicePort["port"u8].AsInt64() : port.Integer;
        }

        foreach (var container in Pod["spec"u8]["containers"u8].Items)
        {
            foreach (var candidate in container["ports"u8].Items)
            {
                if (candidate["name"u8].AsString() == port.Text && candidate["protocol"u8].AsString("TCP") == servicePort["protocol"u8].AsString("TCP"))
                {
                    return candidate["containerPort"u8].AsInt64();
                }
            }
        }

        return null;
    }
}
