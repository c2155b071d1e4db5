using System.Runtime.InteropServices;

namespace Fleet.Inventory.Ownership;

/// <content>How much the cluster has given: about 40 bytes an object, so that growth is seen object by object, and before the shards have it.</content>
public sealed partial class MemberRouter
{
    private readonly Dictionary<Guid, int> _held = [];

    /// <summary>Objects given that are not gone, Events among them.</summary>
    public int Objects => _held.Count;

    /// <summary>Bytes of their documents as given; parts that several share are not counted.</summary>
    public long DocumentBytes { get; private set; }

    private void Hold(Member member, bool isDeleted)
    {
        if (isDeleted)
        {
            DocumentBytes -= _held.Remove(member.Uid, out var gone) ? gone : 0;
            return;
        }

        ref var bytes = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, member.Uid, out _);
        var now = (int)member.Object.RetainedBytes;
        DocumentBytes += now - bytes;
        bytes = now;
    }
}
