namespace Fleet.Grains.Placement;

/// <summary>Which silo has which cluster by placement, as this silo sees the membership now. What runs where may lag behind while clusters move.</summary>
public sealed class ClusterOwners(IClusterMembershipService membership, ILocalSiloDetails local)
{
    private volatile Active? _active;

    public SiloAddress Local => local.SiloAddress;

    /// <summary>The silos that are active, this one among them once it is.</summary>
    public IReadOnlyList<SiloAddress> Silos
    {
        get
        {
            var snapshot = membership.CurrentSnapshot;
            var active = _active;
            if (active is null || active.Version != snapshot.Version)
            {
                active = new Active(snapshot.Version, [.. snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)]);
                _active = active;
            }

            return active.Silos;
        }
    }

    /// <summary>The silo a cluster belongs to; null when none is active.</summary>
    public SiloAddress? OwnerOf(string cluster) => Rendezvous.Winner(cluster, Silos);

    public bool IsMine(string cluster) => local.SiloAddress.Equals(OwnerOf(cluster));

    private sealed record Active(MembershipVersion Version, SiloAddress[] Silos);
}
