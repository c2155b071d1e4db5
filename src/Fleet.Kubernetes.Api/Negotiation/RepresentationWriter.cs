using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Negotiation;

/// <summary>
/// Brings what a resource answers into the shape the client chose: the object itself, a Table, or metadata only. One writer serves one
/// response; a watch uses one for all its events. <c>Status</c> objects are never reshaped.
/// </summary>
public sealed class RepresentationWriter
{
    private readonly ResourceDefinition _resource;
    private readonly Representation _representation;
    private readonly TimeProvider _time;
    private readonly TableWriter? _table;
    private bool _hasSentColumns;

    /// <param name="resource">What is served.</param>
    /// <param name="representation">What the client accepts.</param>
    /// <param name="includeObject">The <c>includeObject</c> parameter; only looked at for tables.</param>
    /// <param name="time">The server's clock, for ages.</param>
    /// <exception cref="ApiException">400: <paramref name="includeObject"/> is not a policy.</exception>
    public RepresentationWriter(ResourceDefinition resource, Representation representation, string? includeObject, TimeProvider time)
    {
        _resource = resource;
        _representation = representation;
        _time = time;
        if (representation.Kind == RepresentationKind.Table)
        {
            _table = new TableWriter(resource.Table ?? DefaultTableConverter.Instance, representation.Version, IncludeObjects.Parse(includeObject));
        }
    }

    /// <summary>A single object.</summary>
    /// <exception cref="ApiException">406: a list was asked for.</exception>
    public Document Object(Document value) => _representation.Kind switch
    {
        _ when IsStatus(value) => value,
        RepresentationKind.Table => _table!.Single(value.Root, _time.GetUtcNow()),
        RepresentationKind.PartialObjectMetadata => PartialMetadata.Of(value.Root, _representation.Version),
        RepresentationKind.PartialObjectMetadataList =>
            throw NotAcceptable($"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType(_resource.Kind)})"),
        _ => value,
    };

    /// <summary>A page of a list.</summary>
    /// <exception cref="ApiException">406: a single object was asked for.</exception>
    public Document List(ObjectList list) => _representation.Kind switch
    {
        RepresentationKind.Table => _table!.List(list, _time.GetUtcNow()),
        RepresentationKind.PartialObjectMetadataList => WriteList(
            list, "PartialObjectMetadataList", $"meta.k8s.io/{_representation.Version}", (builder, item) => PartialMetadata.Write(builder, item, _representation.Version)),
        RepresentationKind.PartialObjectMetadata =>
            throw NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({GoType(_resource.ListKind)})"),
        _ => WriteList(list, _resource.ListKind, _resource.GroupVersionKind.ApiVersion, WriteItem),
    };

    /// <summary>The object of a watch event; a table's columns go with the first one only.</summary>
    public Document Event(Document value)
    {
        if (IsStatus(value))
        {
            return value;
        }

        switch (_representation.Kind)
        {
            case RepresentationKind.Table:
                var table = _table!.Single(value.Root, _time.GetUtcNow(), withColumns: !_hasSentColumns);
                _hasSentColumns = true;
                return table;
            case RepresentationKind.PartialObjectMetadata:
                return PartialMetadata.Of(value.Root, _representation.Version);
            default:
                return value;
        }
    }

    private static bool IsStatus(Document value) => value["kind"u8].StringEquals("Status"u8) && value["apiVersion"u8].StringEquals("v1"u8);

    private static ApiException NotAcceptable(string message) => new(406, "NotAcceptable", message);

    /// <summary>Items of built-in lists do not repeat their kind, items of custom resources do.</summary>
    private void WriteItem(DocumentBuilder builder, DocumentValue item)
    {
        if (_resource.IsCustom)
        {
            builder.Value(item);
            return;
        }

        builder.StartObject();
        foreach (var (name, value) in item.Members)
        {
            if (name is not ("kind" or "apiVersion"))
            {
                builder.Name(name).Value(value);
            }
        }

        builder.EndObject();
    }

    private Document WriteList(ObjectList list, string kind, string apiVersion, Action<DocumentBuilder, DocumentValue> writeItem)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject()
            .Name("kind"u8).String(kind)
            .Name("apiVersion"u8).String(apiVersion)
            .Name("metadata"u8).StartObject();

        // A list of custom resources is a generic map on the server: it shows its empty continue token.
        if (list.Continue.Length > 0 || (_resource.IsCustom && _representation.Kind == RepresentationKind.Object))
        {
            builder.Name("continue"u8).String(list.Continue);
        }

        builder.Name("resourceVersion"u8).String(list.ResourceVersion.ToString(CultureInfo.InvariantCulture));
        if (list.RemainingItemCount is { } remaining)
        {
            builder.Name("remainingItemCount"u8).Number(remaining);
        }

        builder.EndObject().Name("items"u8).StartArray();
        foreach (var item in list.Items)
        {
            writeItem(builder, item.Root);
        }

        builder.EndArray().EndObject();
        return builder.Build();
    }

    /// <summary>The server's own type, which upstream names in its message.</summary>
    private string GoType(string kind)
    {
        if (_resource.IsCustom)
        {
            return kind == _resource.ListKind ? "*unstructured.UnstructuredList" : "*unstructured.Unstructured";
        }

        var group = _resource.Resource.Group.Split('.')[0];
        return $"*{(group.Length == 0 ? "core" : group)}.{kind}";
    }
}
