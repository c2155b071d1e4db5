using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.ServerSideApply;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Keeps <c>managedFields</c> of writes: who writes, through which subresource, which fields that endpoint cannot own.</summary>
internal sealed class FieldOwnership(FieldManager manager, IResourceCatalog catalog)
{
    private const int MaxManagerLength = 128;

    /// <summary>By strategy and subresource. Weak: every change of a custom resource's definition brings a new strategy.</summary>
    private readonly ConditionalWeakTable<IResourceStrategy, ConcurrentDictionary<string, FieldSet?>> _resetFields = [];

    /// <summary>The object with its managedFields after a write that is not an apply.</summary>
    /// <param name="sent">What the client sent, or undefined.</param>
    public Document Update(RequestContext context, ResourceTarget target, Document? live, Document updated, DateTimeOffset now, DocumentValue sent = default)
    {
        var restored = EmptyLists.Restore(updated, sent);
        var owned = manager.Update(live, restored, Context(context, target, now));
        return ReferenceEquals(restored, updated) ? owned : EmptyLists.Drop(owned, updated.Root);
    }

    /// <summary>Server-side apply.</summary>
    /// <exception cref="ApiException">Conflicts (409), or a configuration that does not fit (400, 500).</exception>
    public Document Apply(RequestContext context, ResourceTarget target, Document? live, Document applied, bool force, DateTimeOffset now) =>
        Apply(live, applied, force, Context(context, target, now));

    /// <summary>Server-side apply of a Scale.</summary>
    /// <exception cref="ApiException">Conflicts (409); custom resources cannot be converted (500), as upstream.</exception>
    public Document ApplyScale(ResourceTarget target, Document live, Document applied, bool force, FieldManagerContext context) =>
        target.Resource.IsCustom
            ? throw StatusError.Unknown(
                $"failed to convert new object ({applied["metadata"u8]["namespace"u8].AsString("")}/{target.Name}; {context.Kind}) to proper version: request to convert CR to an invalid group/version: {context.Kind.ApiVersion}")
            : Apply(live, applied, force, context);

    private Document Apply(Document? live, Document applied, bool force, FieldManagerContext context)
    {
        try
        {
            return manager.Apply(live, applied, context, force);
        }
        catch (ApplyConflictException conflict)
        {
            throw StatusError.ApplyConflict(
                conflict.Message,
                [.. conflict.Conflicts.Select(one => new StatusCause("FieldManagerConflict", one.Message, one.Path.ToString()))]);
        }
        catch (ApplyException error)
        {
            throw error.Reason == ApplyErrorReason.BadRequest ? StatusError.BadRequest(error.Message) : StatusError.Unknown(error.Message);
        }
    }

    /// <summary>The manager a request writes as: <c>fieldManager</c>, else the user agent up to its first slash.</summary>
    public static string ManagerOf(RequestContext context)
    {
        if (context.FieldManager.Length > 0)
        {
            return context.FieldManager;
        }

        var slash = context.UserAgent.IndexOf('/');
        var prefix = slash < 0 ? context.UserAgent : context.UserAgent[..slash];
        var printable = string.Concat(prefix.Where(c => !char.IsControl(c) && c != '\ufffd'));
        return printable.Length > MaxManagerLength ? printable[..MaxManagerLength] : printable;
    }

    private FieldManagerContext Context(RequestContext context, ResourceTarget target, DateTimeOffset now) => new()
    {
        Schema = target.Resource.Schema,
        Kind = target.Resource.GroupVersionKind,
        Manager = ManagerOf(context),
        Now = now,
        Subresource = target.Subresource?.Name ?? "",
        ResetFields = ResetFields(target.Resource.Strategy, target.Subresource?.Name ?? ""),
        ServedVersions = ServedVersions(target.Resource),
    };

    private FieldSet? ResetFields(IResourceStrategy strategy, string subresource) => _resetFields
        .GetValue(strategy, static _ => new(StringComparer.Ordinal))
        .GetOrAdd(
            subresource,
            static (name, rules) => rules.ResetFields(name) is { Count: > 0 } paths ? FieldSet.Of(paths.Select(path => FieldPath.Of([.. path]))) : null,
            strategy);

    private IReadOnlyCollection<string>? ServedVersions(ResourceDefinition definition)
    {
        List<string>? versions = null;
        foreach (var other in catalog.Resources)
        {
            if (other.StorageResource == definition.StorageResource && other.Resource != definition.Resource)
            {
                versions ??= [definition.Resource.ApiVersion];
                versions.Add(other.Resource.ApiVersion);
            }
        }

        return versions;
    }
}
