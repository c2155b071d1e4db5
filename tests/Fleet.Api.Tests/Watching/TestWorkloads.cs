using System.Globalization;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Watching;

/// <summary>Workloads as a cluster's shards publish them.</summary>
internal static class TestWorkloads
{
    public static WorkloadKey Key(string cluster, string namespaceName, string name) => new(cluster, "apps", "Deployment", namespaceName, name);

    public static RecordKey RecordKey(WorkloadKey key) => new(key.Cluster, new ObjectKey(FleetKinds.Workloads.GroupResource, key.Namespace, key.ObjectName));

    public static Document Document(WorkloadKey key, string set, bool isDegraded, int content) => Kubernetes.Documents.Document.Parse(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"{{{key.ObjectName}}}","namespace":"{{{key.Namespace}}}","labels":{"set":"{{{set}}}","fleetengine.io/cluster":"{{{key.Cluster}}}"}},
         "spec":{"ref":{"cluster":"{{{key.Cluster}}}","group":"apps","version":"v1","kind":"Deployment","namespace":"{{{key.Namespace}}}","name":"{{{key.Name}}}"}},
         "status":{"health":"{{{(isDegraded ? "Degraded" : "Healthy")}}}","message":"{{{content}}}"}}
        """));

    public static Workload Row(StoredRecord record) => WorkloadReading.Read(record.Document) with { Version = record.Version };
}
