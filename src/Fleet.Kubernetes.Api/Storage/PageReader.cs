namespace Fleet.Kubernetes.Api.Storage;

/// <summary>Cuts a page out of a table.</summary>
internal static class PageReader
{
    public static StorePage Read(ObjectTable table, StoreListQuery query, long version)
    {
        var (start, end) = query.Namespace is { } name ? table.Namespace(new ObjectKey(query.Resource, name, "")) : (0, table.Count);
        if (query.After is { } after)
        {
            start = Math.Max(start, table.IndexFrom(new ObjectKey(query.Resource, after.Namespace, after.Name), after: true));
        }

        var objects = new List<StoredObject>(query.Limit > 0 ? Math.Min(query.Limit, end - start) : query.Filter is null ? end - start : 4);
        var read = start;
        foreach (var stored in start == 0 && end == table.Count ? table.All : table.Range(start, end))
        {
            if (query.Limit > 0 && objects.Count == query.Limit)
            {
                break;
            }

            read++;
            if (query.Filter is null || query.Filter(stored))
            {
                objects.Add(stored);
            }
        }

        return new StorePage(version, objects, end - read, read < end);
    }
}
