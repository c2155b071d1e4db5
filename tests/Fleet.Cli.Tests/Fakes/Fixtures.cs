namespace Fleet.Cli.Tests.Fakes;

/// <summary>What the fake fleet holds.</summary>
internal static class Fixtures
{
    public const string Api = "/apis/fleetengine.io/v1alpha1";

    public const string Discovery = """
        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"fleetengine.io"},"versions":[{"version":"v1alpha1","resources":[
         {"resource":"clusters","responseKind":{"group":"fleetengine.io","version":"v1alpha1","kind":"Cluster"},"scope":"Cluster","singularResource":"cluster","shortNames":["cl"],"verbs":["get","list","watch"]},
         {"resource":"workloads","responseKind":{"group":"fleetengine.io","version":"v1alpha1","kind":"Workload"},"scope":"Namespaced","singularResource":"workload","shortNames":["wl"],"verbs":["get","list","watch"]},
         {"resource":"accesstokens","responseKind":{"group":"fleetengine.io","version":"v1alpha1","kind":"AccessToken"},"scope":"Cluster","singularResource":"accesstoken","verbs":["get","list"]}]}]}]}
        """;

    public const string WorkloadTable = """
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"42"},"columnDefinitions":[
         {"name":"Name","type":"string","priority":0},{"name":"Cluster","type":"string","priority":0},{"name":"Ready","type":"string","priority":0},
         {"name":"Health","type":"string","priority":0},{"name":"Restarts","type":"integer","priority":0},{"name":"Images","type":"string","priority":1}],
         "rows":[
          {"cells":["eu.deployment.front","eu","1/3","Degraded",12,"front:1"],"object":{"kind":"PartialObjectMetadata","metadata":{"name":"eu.deployment.front","namespace":"web","resourceVersion":"41"}}},
          {"cells":["us.deployment.front","us","3/3","Healthy",2,"front:1"],"object":{"kind":"PartialObjectMetadata","metadata":{"name":"us.deployment.front","namespace":"web","resourceVersion":"40"}}}]}
        """;

    /// <summary>Objects of member clusters: a Deployment, its ReplicaSet and two pods, one of which crashes.</summary>
    public const string Objects = """
        [{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"front","namespace":"web","uid":"d","generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"front-1\" has timed out progressing."}]}},
         {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"front-1","namespace":"web","uid":"r","generation":1,"ownerReferences":[{"kind":"Deployment","name":"front","uid":"d","controller":true}]},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"readyReplicas":1,"availableReplicas":1}},
         {"apiVersion":"v1","kind":"Pod","metadata":{"name":"front-1-b","namespace":"web","uid":"p2","ownerReferences":[{"kind":"ReplicaSet","name":"front-1","uid":"r","controller":true}]},"spec":{"containers":[{"name":"app"}],"restartPolicy":"Always"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"2026-01-01T23:20:00Z"}],"containerStatuses":[{"name":"app","ready":false,"restartCount":12,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container"}}}]}},
         {"apiVersion":"v1","kind":"Pod","metadata":{"name":"front-1-a","namespace":"web","uid":"p1","ownerReferences":[{"kind":"ReplicaSet","name":"front-1","uid":"r","controller":true}]},"spec":{"containers":[{"name":"app"}],"restartPolicy":"Always"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"app","ready":true,"restartCount":0,"state":{"running":{}}}]}}]
        """;

    public const string MemberEvents = """
        [{"apiVersion":"events.k8s.io/v1","kind":"Event","type":"Warning","reason":"BackOff","note":"Back-off restarting failed container app","regarding":{"kind":"Pod","name":"front-1-b"},"series":{"count":40,"lastObservedTime":"2026-01-01T23:58:00.000000Z"}},
         {"apiVersion":"v1","kind":"Event","type":"Normal","reason":"ScalingReplicaSet","message":"Scaled up","involvedObject":{"kind":"Deployment","name":"front"},"lastTimestamp":"2026-01-01T20:00:00Z"}]
        """;

    public static string Workload(string cluster, string name = "front", string health = "Degraded", string reason = "CrashLoopBackOff", string cpu = "300m") => $$$"""
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"{{{cluster}}}.deployment.{{{name}}}","namespace":"web","uid":"{{{cluster}}}{{{name}}}","resourceVersion":"41","creationTimestamp":"2025-12-30T00:00:00Z","labels":{"team":"pay"}},
         "spec":{"ref":{"cluster":"{{{cluster}}}","group":"apps","version":"v1","kind":"Deployment","namespace":"web","name":"{{{name}}}" },"images":["{{{name}}}:1"],"owners":[{"kind":"Application","name":"shop"}]},
         "status":{"health":"{{{health}}}","reason":"{{{reason}}}","message":"back-off 5m0s restarting failed container","replicas":{"desired":3,"ready":1,"updated":3,"available":1},
          "pods":{"total":3,"running":1,"pending":0,"failed":0,"restarts":12,"oomKills":2,"waiting":[{"reason":"CrashLoopBackOff","count":2}]},
          "resources":{"requests":{"cpu":"{{{cpu}}}","memory":"1Gi"},"limits":{} },"lastChange":{"time":"2026-01-01T22:00:00Z","manager":"helm","operation":"Apply"},"source":{"commit":"4f2a1c","repository":"shop"} } }
        """;

    public static string Cluster(string name, string reachable = "True", string authorized = "True", string ready = "True", int workloads = 50) => $$$"""
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{{name}}}","uid":"u-{{{name}}}","generation":1,"resourceVersion":"30"},"spec":{"access":"observe"},
         "status":{"observedGeneration":1,"version":"v1.34.1","nodes":6,"workloads":{"total":{{{workloads}}} },"watchLagSeconds":0,"lastContactTime":"2026-01-01T23:00:00Z","conditions":[
          {"type":"Reachable","status":"{{{reachable}}}","reason":"{{{(reachable == "True" ? "Answers" : "ConnectionRefused")}}}","message":"{{{(reachable == "True" ? "" : "connection refused")}}}","lastTransitionTime":"2026-01-01T23:00:00Z"},
          {"type":"Authorized","status":"{{{authorized}}}","reason":"{{{(authorized == "True" ? "Granted" : "VerbsMissing")}}}","message":"{{{(authorized == "True" ? "" : "list pods, watch pods")}}}","lastTransitionTime":"2026-01-01T21:00:00Z"},
          {"type":"Ready","status":"{{{ready}}}","reason":"x","message":"","lastTransitionTime":"2026-01-01T21:00:00Z"}]}}
        """;

    public static string List(string kind, params string[] items) =>
        $$$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"{{{kind}}}List","metadata":{"resourceVersion":"42"},"items":[{{{string.Join(",", items)}}}]}""";

    public static string Answer(long total, params string[] items) => $$$"""{"total":{{{total}}},"items":[{{{string.Join(",", items)}}}],"facets":[],"staleClusters":[]}""";

    public static string Description(string workload) => $$$"""{"workload":{{{workload}}},"objects":{{{Objects}}},"events":{{{MemberEvents}}} }""";
}
