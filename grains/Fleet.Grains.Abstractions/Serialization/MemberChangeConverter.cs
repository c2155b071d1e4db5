using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Serialization;

/// <summary>A <see cref="MemberChange"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("fleet.member-change")]
public struct MemberChangeSurrogate
{
    [Id(0)]
    public string Group;
    [Id(1)]
    public string Version;
    [Id(2)]
    public string Kind;
    [Id(3)]
    public Document Object;
    [Id(4)]
    public bool IsDeleted;
    [Id(5)]
    public string? Owner;
}

[RegisterConverter]
public sealed class MemberChangeConverter : IConverter<MemberChange, MemberChangeSurrogate>
{
    public MemberChange ConvertFromSurrogate(in MemberChangeSurrogate surrogate) => new(
        new GroupVersionKind(surrogate.Group, surrogate.Version, surrogate.Kind),
        surrogate.Object,
        surrogate.IsDeleted,
        surrogate.Owner is { } owner ? WorkloadKey.Parse(owner) : null);

    public MemberChangeSurrogate ConvertToSurrogate(in MemberChange value) => new()
    {
        Group = value.Kind.Group,
        Version = value.Kind.Version,
        Kind = value.Kind.Kind,
        Object = value.Object,
        IsDeleted = value.IsDeleted,
        Owner = value.Owner?.ToGrainKey(),
    };
}
