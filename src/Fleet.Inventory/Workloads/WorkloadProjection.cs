using System.Security.Cryptography;
using System.Text;
using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Workloads;

/// <summary>
/// Writes the <c>Workload</c> object of the API. It depends on nothing but the member objects as they are: equal objects give equal bytes, in every process
/// and whatever the order they were seen in. Whatever a cluster sends is cut to what a row may hold.
/// </summary>
internal static partial class WorkloadProjection
{
    public const string ApiVersion = "fleetengine.io/v1alpha1";

    public const string ClusterLabel = "fleetengine.io/cluster";

    public const string KindLabel = "fleetengine.io/kind";

    /// <summary>Characters of all labels together; Kubernetes lets an object have as many as fit its 1.5 MB.</summary>
    private const int MaxLabels = 16 * 1024;

    private const int MaxName = 512;

    public static Document Write(DocumentBuilder builder, WorkloadFacts facts, WorkloadHealth health)
    {
        var verdict = health.Assess(facts);
        builder.StartObject().Name("apiVersion"u8).String(ApiVersion).Name("kind"u8).String("Workload");
        var template = PodTemplate.Of(facts.Key, (facts.Controller ?? facts.NewestPod)?.Root ?? default);
        if (facts.Controller is null && facts.NewestPod is { } pod)
        {
            template = new(pod["metadata"u8], pod["spec"u8]);
        }

        var uid = MemberUidOf(facts);
        WriteMetadata(builder, facts, uid);
        WriteSpec(builder, facts, template, uid);
        WriteStatus(builder, facts, template, verdict);
        return builder.EndObject().Build();
    }

    private static void WriteMetadata(DocumentBuilder builder, WorkloadFacts facts, string memberUid)
    {
        var metadata = (facts.Controller ?? facts.OldestPod)?["metadata"u8] ?? default;
        builder.Name("metadata"u8).StartObject().Name("name"u8).String(facts.ObjectName);
        if (facts.Key.Namespace.Length > 0)
        {
            builder.Name("namespace"u8).String(facts.Key.Namespace);
        }

        builder.Name("uid"u8).String(Uid(facts.Key, memberUid));
        if (metadata["creationTimestamp"u8].AsString() is { Length: > 0 and <= 64 } created)
        {
            builder.Name("creationTimestamp"u8).String(created);
        }

        // The member's: with status.observedGeneration it tells clients what they know from any object.
        if (facts.Controller?["metadata"u8]["generation"u8].AsInt64() is { } generation)
        {
            builder.Name("generation"u8).Number(generation);
        }

        builder.Name("labels"u8).StartObject();
        builder.Name("fleetengine.io/cluster"u8).String(facts.Key.Cluster).Name("fleetengine.io/kind"u8).String(facts.Key.Kind);
        WriteLabels(builder, metadata["labels"u8]);
        builder.EndObject().EndObject();
    }

    private static void WriteLabels(DocumentBuilder builder, DocumentValue labels)
    {
        var room = MaxLabels;
        foreach (var (name, value) in labels.Members)
        {
            if (value.AsString() is not { } text || name is ClusterLabel or KindLabel)
            {
                continue;
            }

            room -= name.Length + text.Length;
            if (room < 0)
            {
                return;
            }

            builder.Name(name).String(text);
        }
    }

    private static void WriteSpec(DocumentBuilder builder, WorkloadFacts facts, PodTemplate template, string memberUid)
    {
        var key = facts.Key;
        builder.Name("spec"u8).StartObject().Name("ref"u8).StartObject();
        builder.Name("cluster"u8).String(key.Cluster).Name("group"u8).String(key.Group).Name("version"u8).String(VersionOf(facts)).Name("kind"u8).String(key.Kind);
        builder.Name("namespace"u8).String(key.Namespace).Name("name"u8).String(key.Name);
        if (memberUid.Length > 0)
        {
            builder.Name("uid"u8).String(memberUid);
        }

        builder.EndObject().Name("images"u8).StartArray();
        WorkloadImages.Write(builder, template.Spec);
        builder.EndArray();
        builder.Name("owners"u8).StartArray();
        if (facts.Controller is { } controller && ControllerReference.TryRead(controller, out var owner))
        {
            builder.StartObject().Name("kind"u8).String(Cut(owner.Kind.AsString(""))).Name("name"u8).String(Cut(owner.Name.AsString(""))).EndObject();
        }

        builder.EndArray().EndObject();
    }

    private static string VersionOf(WorkloadFacts facts)
    {
        if (facts.Controller is { } controller)
        {
            return GroupVersionKind.Of(controller.Root).Version;
        }

        return facts.NewestPod is { } pod && ControllerReference.TryRead(pod, out var owner) && owner.Kind.AsString("") == facts.Key.Kind
            ? GroupVersionKind.From(owner.ApiVersion.AsString(""), "").Version
            : "";
    }

    private static string MemberUidOf(WorkloadFacts facts)
    {
        if (facts.Controller is { } controller)
        {
            return Cut(controller["metadata"u8]["uid"u8].AsString(""));
        }

        return facts.NewestPod is { } pod && ControllerReference.TryRead(pod, out var owner) && owner.Kind.AsString("") == facts.Key.Kind ? Cut(owner.UidText) : "";
    }

    /// <summary>A name-based UUID (RFC 9562, version 8) of cluster and member UID: the same for ever, and another one once the object is made anew.</summary>
    private static string Uid(WorkloadKey key, string memberUid)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(memberUid.Length > 0 ? $"{key.Cluster}/{memberUid}" : key.ToGrainKey()), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }

    private static string Cut(string text) => text.Length > MaxName ? text[..MaxName] : text;
}
