using Fleet.Kubernetes.Api.Storage;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Deployments;

namespace Fleet.Simulator.Seeding;

/// <summary>Finds the texts of a rolled out prototype that differ from one workload to the next.</summary>
internal static class PrototypeTokens
{
    public static IReadOnlyList<(string Token, StampSlot Slot)> Find(IReadOnlyList<StoredObject> objects, string cluster, string namespaceName, string team, string name)
    {
        var tokens = new List<(string Token, StampSlot Slot)> { (namespaceName, StampSlot.Namespace), (team, StampSlot.Team), (name, StampSlot.Name) };
        foreach (var stored in objects)
        {
            var document = stored.Document;
            switch (stored.Key.Resource.Resource)
            {
                case "deployments":
                    tokens.Add((document.Uid(), StampSlot.DeploymentUid));
                    break;
                case "replicasets":
                    tokens.Add((document.Uid(), StampSlot.ReplicaSetUid));
                    tokens.Add((document.Labels()[PodTemplates.HashLabel].AsString()!, StampSlot.TemplateHash));
                    break;
                case "pods":
                    tokens.Add((document.Uid(), StampSlot.PodUid));
                    tokens.Add((document.Name()[(document.Name().LastIndexOf('-') + 1)..], StampSlot.PodSuffix));
                    tokens.Add((document["spec"u8]["nodeName"u8].AsString()!, StampSlot.NodeName));
                    tokens.Add((document["status"u8]["podIP"u8].AsString()!, StampSlot.PodAddress));
                    tokens.Add(($"r-{cluster}-z0", StampSlot.Zone));
                    tokens.Add(($"r-{cluster}", StampSlot.Region));
                    break;
                case "services":
                    tokens.Add((document.Uid(), StampSlot.ServiceUid));
                    if (document["spec"u8]["clusterIP"u8].AsString() is { Length: > 0 } address)
                    {
                        tokens.Add((address, StampSlot.ServiceAddress));
                    }

                    break;
                case "endpointslices":
                    tokens.Add((document.Uid(), StampSlot.SliceUid));
                    tokens.Add((document.Name()[(document.Name().LastIndexOf('-') + 1)..], StampSlot.SliceSuffix));
                    break;
                default:
                    tokens.Add((document.Uid(), StampSlot.OtherUid));
                    break;
            }
        }

        return tokens;
    }
}
