using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>What a delete makes of an object: gone at once, marked as terminating, or left as it is.</summary>
internal readonly record struct DeletionPlan
{
    /// <summary>A century: longer ones are kept as asked, but no calendar holds their end.</summary>
    private const long MaxGraceSeconds = 100L * 365 * 24 * 3600;

    /// <summary>Remove it from the store, after <see cref="Marked"/> was stored where there is one.</summary>
    public bool RemovesNow { get; init; }

    /// <summary>The terminating object to store first; null when it stays as it is.</summary>
    public Document? Marked { get; init; }

    /// <param name="live">The stored object.</param>
    /// <param name="gracePeriod">Seconds the kind grants; null when it knows no graceful deletion.</param>
    public static DeletionPlan Make(Document live, DeleteOptions options, PropagationPolicy defaultPolicy, long? gracePeriod, DateTimeOffset now)
    {
        var metadata = live["metadata"u8];
        var finalizers = Finalizers.Of(live.Root);
        var wanted = WantedFinalizers(finalizers, options, defaultPolicy);
        var current = metadata["deletionGracePeriodSeconds"u8].AsInt64();
        if (gracePeriod is { } granted && !metadata["deletionTimestamp"u8].Exists)
        {
            return Mark(live, wanted, granted, now);
        }

        if (gracePeriod is not null && current is { } pending)
        {
            // Already terminating: the time left can only be shortened.
            return options.GracePeriodSeconds is { } asked && Math.Max(asked, 0) < pending ? Mark(live, wanted, Math.Max(asked, 0), now) : default;
        }

        if (wanted.Count == 0)
        {
            return new DeletionPlan { RemovesNow = true };
        }

        var isMarked = metadata["deletionTimestamp"u8].Exists && current == 0;
        return isMarked && wanted.SequenceEqual(finalizers, StringComparer.Ordinal) ? default : MarkNow(live, wanted, now);
    }

    /// <summary>
    /// Gives the object its time to end. With no time left and nothing to hold it, it is marked all the same before it goes: watchers see both.
    /// </summary>
    private static DeletionPlan Mark(Document live, List<string> finalizers, long grace, DateTimeOffset now)
    {
        var value = live.Root.ToNode();
        var metadata = ObjectNames.Metadata(value);
        var requested = metadata["deletionTimestamp"]?.AsString() is { } text && Timestamps.TryParse(text, out var until)
            ? until.AddSeconds(-Math.Min(metadata["deletionGracePeriodSeconds"]?.AsInt64() ?? 0, MaxGraceSeconds))
            : now;
        var isFirst = metadata["deletionTimestamp"] is null;
        metadata["deletionTimestamp"] = Timestamps.Format(requested.AddSeconds(Math.Min(grace, MaxGraceSeconds)));
        metadata["deletionGracePeriodSeconds"] = grace;
        if (isFirst && metadata["generation"]?.AsInt64() is > 0 and { } generation)
        {
            metadata["generation"] = generation + 1;
        }

        SetFinalizers(metadata, finalizers);
        return new DeletionPlan { Marked = value.ToDocument(), RemovesNow = grace == 0 && finalizers.Count == 0 };
    }

    private static DeletionPlan MarkNow(Document live, List<string> finalizers, DateTimeOffset now)
    {
        var value = live.Root.ToNode();
        var metadata = ObjectNames.Metadata(value);
        var isLater = metadata["deletionTimestamp"]?.AsString() is not { } text || !Timestamps.TryParse(text, out var until) || until > now;
        if (isLater)
        {
            metadata["deletionTimestamp"] = Timestamps.Format(now);
        }

        if (metadata["deletionGracePeriodSeconds"] is null && metadata["generation"]?.AsInt64() is > 0 and { } generation)
        {
            metadata["generation"] = generation + 1;
        }

        metadata["deletionGracePeriodSeconds"] = 0;
        SetFinalizers(metadata, finalizers);
        return new DeletionPlan { Marked = value.ToDocument() };
    }

    private static void SetFinalizers(DocumentNode metadata, List<string> finalizers) =>
        metadata.With("finalizers", finalizers.Count == 0 ? null : DocumentNode.Array(finalizers.Select(DocumentNode.String)));

    /// <summary>The finalizers with those of the garbage collector as the propagation policy wants them.</summary>
    private static List<string> WantedFinalizers(List<string> finalizers, DeleteOptions options, PropagationPolicy defaultPolicy)
    {
        var orphan = Wants(finalizers, options, defaultPolicy, PropagationPolicy.Orphan, Finalizers.Orphan);
        var foreground = Wants(finalizers, options, defaultPolicy, PropagationPolicy.Foreground, Finalizers.Foreground);
        var wanted = finalizers.Where(name => name is not (Finalizers.Orphan or Finalizers.Foreground)).ToList();
        if (orphan)
        {
            wanted.Add(Finalizers.Orphan);
        }

        if (foreground)
        {
            wanted.Add(Finalizers.Foreground);
        }

        return wanted.Count == finalizers.Count && wanted.All(finalizers.Contains) ? finalizers : wanted;
    }

    private static bool Wants(List<string> finalizers, DeleteOptions options, PropagationPolicy defaultPolicy, PropagationPolicy policy, string finalizer)
    {
        if (options.PropagationPolicy is { } asked)
        {
            return asked == policy;
        }

        if (options.OrphanDependents is { } orphan)
        {
            return policy == PropagationPolicy.Orphan && orphan;
        }

        return finalizers.Contains(finalizer) || (defaultPolicy == policy && !finalizers.Contains(Finalizers.Orphan) && !finalizers.Contains(Finalizers.Foreground));
    }
}
