using System.Text;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Resources;

/// <summary>Which objects of a resource are asked for.</summary>
internal sealed record ResourceListing(ApiResource Resource, string? Namespace, string? LabelSelector, string? FieldSelector)
{
    private const int PageSize = 500;

    public ResourceAddress Collection => new(Resource.Resource, Namespace);

    /// <summary>All of them as objects.</summary>
    public async Task<IReadOnlyList<Document>> ObjectsAsync(FleetClient client, CancellationToken cancellationToken) =>
        await client.Api.ListAsync(Collection, Resource.Kind, new ListOptions { LabelSelector = LabelSelector, FieldSelector = FieldSelector, Limit = PageSize }, cancellationToken);

    /// <summary>All of them into a table; gives the version the table is of.</summary>
    public async Task<string> FillAsync(FleetClient client, ServerTable table, bool withObjects, CancellationToken cancellationToken)
    {
        string? next = null;
        while (true)
        {
            var page = await client.Api.GetRawAsync(Collection.ToPath() + Query(next, withObjects), ServerTable.Accept, cancellationToken);
            if (page["kind"u8].AsString() != "Table")
            {
                throw new MalformedResponseException($"{client.Name}: GET /{Collection.ToPath()}: the answer is a {page["kind"u8].AsString("document without kind")}; a Table is expected.");
            }

            table.Add(page.Root);
            next = page["metadata"u8]["continue"u8].AsString();
            if (string.IsNullOrEmpty(next))
            {
                return page["metadata"u8]["resourceVersion"u8].AsString("");
            }
        }
    }

    private string Query(string? next, bool withObjects)
    {
        var query = new StringBuilder($"?limit={PageSize}");
        Add("labelSelector", LabelSelector);
        Add("fieldSelector", FieldSelector);
        Add("continue", next);
        Add("includeObject", withObjects ? "Object" : null);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
