namespace Fleet.Simulator.Seeding;

/// <summary>A text that differs from one seeded object to the next.</summary>
internal enum StampSlot
{
    Cluster,
    NodeUid,
    Region,
    Namespace,
    Team,
    Name,
    TemplateHash,
    PodSuffix,
    SliceSuffix,
    NodeName,
    Zone,
    PodAddress,
    ServiceAddress,
    DeploymentUid,
    ReplicaSetUid,
    PodUid,
    ServiceUid,
    SliceUid,
    OtherUid,
}
