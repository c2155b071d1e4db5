using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>Asks a cluster what it serves: aggregated discovery (KEP-3352) first, group version by group version where that is not known.</summary>
internal sealed class DiscoveryReader
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private const int MaxGroupVersions = 2000;
    private const int MaxParallel = 8;

    private readonly KubernetesApiClient _client;
    private readonly List<ApiResource> _resources = [];
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);

    private DiscoveryReader(KubernetesApiClient client) => _client = client;

    public static async Task<ApiDiscovery> ReadAsync(KubernetesApiClient client, CancellationToken cancellationToken)
    {
        var reader = new DiscoveryReader(client);
        var isAggregated = true;
        foreach (var path in (string[])["api", "apis"])
        {
            DocumentValue answer;
            try
            {
                answer = (await client.GetRawAsync(path, Aggregated, cancellationToken).ConfigureAwait(false)).Root;
            }
            catch (KubernetesApiException missing) when (missing.IsNotFound && path == "api")
            {
                // A control plane without the core group.
                continue;
            }

            switch (answer["kind"u8].AsString())
            {
                case "APIGroupDiscoveryList":
                    reader.AddGroups(answer);
                    break;
                case "APIVersions":
                    isAggregated = false;
                    await reader.AddVersionsAsync([.. answer["versions"u8].Items.ToList().Select(version => version.AsString(""))], cancellationToken).ConfigureAwait(false);
                    break;
                case "APIGroupList":
                    isAggregated = false;
                    await reader.AddVersionsAsync(Versions(answer), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new MalformedResponseException($"{client.Connection.Name}: GET /{path}: the answer is {GroupVersionKind.Of(answer)}, not a list of API groups.");
            }
        }

        return new ApiDiscovery(reader._resources, reader._failures, isAggregated);
    }

    /// <summary>Every group version, the preferred one of each group first.</summary>
    private static List<string> Versions(DocumentValue groups)
    {
        var versions = new List<string>();
        foreach (var group in groups["groups"u8].Items)
        {
            var preferred = group["preferredVersion"u8]["groupVersion"u8].AsString("");
            var all = group["versions"u8].Items.ToList().ConvertAll(version => version["groupVersion"u8].AsString(""));
            versions.AddRange(all.OrderByDescending(version => version == preferred));
        }

        return versions;
    }

    private void AddGroups(DocumentValue list)
    {
        foreach (var group in list["items"u8].Items)
        {
            var name = group["metadata"u8]["name"u8].AsString("");
            foreach (var version in group["versions"u8].Items)
            {
                var groupVersion = new GroupVersionResource(name, version["version"u8].AsString(""), "");
                if (version["freshness"u8].StringEquals("Stale"u8))
                {
                    _failures[groupVersion.ApiVersion] = "stale: the aggregated API server does not answer";
                }

                foreach (var resource in version["resources"u8].Items)
                {
                    _resources.Add(Resource(groupVersion, resource));
                }
            }
        }
    }

    private static ApiResource Resource(GroupVersionResource groupVersion, DocumentValue resource)
    {
        var kind = resource["responseKind"u8];
        return new ApiResource
        {
            Resource = groupVersion with { Resource = resource["resource"u8].AsString("") },
            // An empty group or version is that of the endpoint; a null responseKind (1.27 to 1.29, some custom resources) says nothing at all.
            Kind = new GroupVersionKind(
                kind["group"u8].AsString("") is { Length: > 0 } otherGroup ? otherGroup : groupVersion.Group,
                kind["version"u8].AsString("") is { Length: > 0 } otherVersion ? otherVersion : groupVersion.Version,
                kind["kind"u8].AsString("")),
            IsNamespaced = resource["scope"u8].StringEquals("Namespaced"u8),
            Singular = resource["singularResource"u8].AsString(""),
            Verbs = Strings(resource["verbs"u8]),
            ShortNames = Strings(resource["shortNames"u8]),
            Categories = Strings(resource["categories"u8]),
            Subresources = [.. resource["subresources"u8].Items.ToList().Select(subresource => subresource["subresource"u8].AsString(""))],
        };
    }

    private async Task AddVersionsAsync(List<string> groupVersions, CancellationToken cancellationToken)
    {
        if (groupVersions.Count > MaxGroupVersions)
        {
            throw new MalformedResponseException($"{_client.Connection.Name}: discovery lists {groupVersions.Count} group versions; up to {MaxGroupVersions} are accepted.");
        }

        var answers = new (List<ApiResource>? Resources, string Failure)[groupVersions.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, groupVersions.Count, parallel, async (i, token) => answers[i] = await VersionAsync(groupVersions[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Resources is { } resources)
            {
                _resources.AddRange(resources);
            }
            else
            {
                _failures[groupVersions[i]] = answers[i].Failure;
            }
        }
    }

    private async Task<(List<ApiResource>? Resources, string Failure)> VersionAsync(string groupVersion, CancellationToken cancellationToken)
    {
        try
        {
            var kind = GroupVersionKind.From(groupVersion, "");
            var path = new ResourceAddress(new GroupVersionResource(kind.Group, kind.Version, "x")).ToPath()[..^2];
            return (Resources(kind, await _client.GetRawAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false)), "");
        }
        catch (Exception error) when (error is ArgumentException or KubernetesApiException or MalformedResponseException)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Legacy lists have <c>deployments/status</c> beside <c>deployments</c>.</summary>
    private static List<ApiResource> Resources(GroupVersionKind groupVersion, Document list)
    {
        var all = list["resources"u8].Items.ToList();
        var subresources = all.Select(resource => resource["name"u8].AsString("").Split('/', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        var resources = new List<ApiResource>();
        foreach (var resource in all)
        {
            var name = resource["name"u8].AsString("");
            if (name.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }

            resources.Add(new ApiResource
            {
                Resource = new GroupVersionResource(groupVersion.Group, groupVersion.Version, name),
                Kind = new GroupVersionKind(
                    resource["group"u8].AsString() is { Length: > 0 } group ? group : groupVersion.Group,
                    resource["version"u8].AsString() is { Length: > 0 } version ? version : groupVersion.Version,
                    resource["kind"u8].AsString("")),
                IsNamespaced = resource["namespaced"u8].AsBoolean() == true,
                Singular = resource["singularName"u8].AsString(""),
                Verbs = Strings(resource["verbs"u8]),
                ShortNames = Strings(resource["shortNames"u8]),
                Categories = Strings(resource["categories"u8]),
                Subresources = [.. subresources[name]],
            });
        }

        return resources;
    }

    private static string[] Strings(DocumentValue list) => [.. list.Items.ToList().Select(item => item.AsString(""))];
}
