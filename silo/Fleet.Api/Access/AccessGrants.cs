using System.Runtime.CompilerServices;
using Fleet.Api.Identity;
using Fleet.Api.Storage;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Resources;
using Fleet.Resources.Access;
using Fleet.Resources.Projects;

namespace Fleet.Api.Access;

/// <summary>What AccessGrant objects give a user now. A change counts from the next request on.</summary>
public sealed class AccessGrants(WatchCache objects) : IAccessScopes
{
    private static readonly HeldGrant LoopbackReader = new(AccessRole.Viewer, WorkloadScope.Everything);
    private static readonly HeldGrant Administrator = new(AccessRole.Admin, WorkloadScope.Everything);

    private readonly ConditionalWeakTable<Document, AccessGrantSpec> _grants = [];
    private readonly ConditionalWeakTable<Document, ProjectSpec> _projects = [];

    /// <summary>The union of what the user's grants show: any role reads.</summary>
    public WorkloadScope ScopeOf(UserInfo user)
    {
        var grants = HeldBy(user).SelectMany(held => held.Scope.Grants).ToList();
        return grants.Count == 0 ? WorkloadScope.Nothing : new WorkloadScope(grants);
    }

    /// <summary>Null for users of the whole fleet.</summary>
    public ProjectScope? ProjectsOf(UserInfo user)
    {
        var held = HeldBy(user);
        var scope = new WorkloadScope([.. held.SelectMany(grant => grant.Scope.Grants)]);
        return scope.IsUnlimited ? null : new ProjectScope(
            scope,
            held.SelectMany(grant => grant.Projects).ToHashSet(StringComparer.Ordinal),
            objects.Snapshot(FleetKinds.Clusters.GroupResource),
            name => objects.Find(new ObjectKey(FleetKinds.Projects.GroupResource, "", name))?.Document);
    }

    internal IReadOnlyList<HeldGrant> HeldBy(UserInfo user)
    {
        if (user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal))
        {
            return [Administrator];
        }

        if (user.Groups.Contains(FleetTokens.IngestGroup, StringComparer.Ordinal))
        {
            return [];
        }

        var held = new List<HeldGrant>();
        if (user.Groups.Contains(LoopbackAuthenticator.ReadersGroup, StringComparer.Ordinal))
        {
            held.Add(LoopbackReader);
        }

        foreach (var stored in objects.Snapshot(FleetKinds.AccessGrants.GroupResource))
        {
            var grant = _grants.GetValue(stored.Document, value => AccessGrantSpec.Read(value.Root));
            if (grant.Subjects.Any(subject => subject.IsGroup ? user.Groups.Contains(subject.Name, StringComparer.Ordinal) : subject.Name == user.Name))
            {
                held.Add(new HeldGrant(grant.Role, Resolve(grant.Scope)) { Projects = grant.Scope.Projects });
            }
        }

        return held;
    }

    /// <summary>Names instead of selectors and projects, as things stand.</summary>
    private WorkloadScope Resolve(AccessScope scope)
    {
        if (scope.IsEverything)
        {
            return WorkloadScope.Everything;
        }

        var parts = new List<WorkloadGrant>();
        if (scope.Clusters is not null || scope.ClusterSelector is not null || scope.Namespaces is not null)
        {
            parts.Add(new WorkloadGrant(Clusters(scope.Clusters, scope.ClusterSelector), scope.Namespaces));
        }

        foreach (var name in scope.Projects)
        {
            // A project that is not there covers nothing.
            if (objects.Find(new ObjectKey(FleetKinds.Projects.GroupResource, "", name)) is { } stored)
            {
                var project = _projects.GetValue(stored.Document, value => ProjectSpec.Read(value.Root));
                parts.Add(new WorkloadGrant(Clusters(project.Clusters, project.ClusterSelector), project.Namespaces));
            }
        }

        return new WorkloadScope(parts);
    }

    private IReadOnlySet<string>? Clusters(IReadOnlySet<string>? named, LabelSelector? selector)
    {
        if (selector is null)
        {
            return named;
        }

        var chosen = new HashSet<string>(named ?? new HashSet<string>(), StringComparer.Ordinal);
        foreach (var cluster in objects.Snapshot(FleetKinds.Clusters.GroupResource))
        {
            var metadata = cluster.Document["metadata"u8];
            if (selector.Matches(metadata["labels"u8]))
            {
                chosen.Add(metadata["name"u8].AsString(""));
            }
        }

        return chosen;
    }
}
