using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Events;

/// <summary>Makes events as the engine writes them.</summary>
internal static class TestEvents
{
    public const string Health = "io.fleetengine.workload.health";

    public static Document Workload(string type, string cluster, string place, string name, long number = 0) => Document.Parse(
        $$$"""{"specversion":"1.0","type":"{{{type}}}","source":"/clusters/{{{cluster}}}","subject":"{{{place}}}/{{{name}}}","fleetcluster":"{{{cluster}}}","fleetnamespace":"{{{place}}}","data":{"number":{{{number}}}}}""");

    public static Document Cluster(string type, string cluster) => Document.Parse(
        $$$"""{"specversion":"1.0","type":"io.fleetengine.cluster.{{{type}}}","source":"/clusters/{{{cluster}}}","subject":"{{{cluster}}}","fleetcluster":"{{{cluster}}}","data":{}}""");

    /// <returns>The position of the first.</returns>
    public static async Task<long> CommitAsync(IFleetStore store, params Document[] events) =>
        (await store.CommitAsync(new FleetCommit { Events = events }, default)).First;
}
