using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Api.Reading;

/// <summary>The selectors of a list, watch or deletecollection, and what the user gets to see.</summary>
internal sealed class ObjectFilter
{
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;
    private readonly Dictionary<string, Func<DocumentValue, string>> _readers;

    private ObjectFilter(
        LabelSelector labels, FieldSelector fields, Dictionary<string, Func<DocumentValue, string>> readers, IVisibleObjects? visible)
    {
        Visible = visible;
        _labels = labels;
        _fields = fields;
        _readers = readers;
    }

    public bool IsEmpty => _labels.IsEmpty && _fields.IsEmpty && Visible is null;

    /// <summary>What the user sees; null for everything.</summary>
    public IVisibleObjects? Visible { get; }

    /// <summary>The one name the field selector allows; null when it allows more.</summary>
    public string? Name => _fields.ExactMatch("metadata.name");

    /// <summary>The one namespace the field selector allows; null when it allows more.</summary>
    public string? Namespace => _fields.ExactMatch("metadata.namespace");

    /// <exception cref="ApiException">400: a selector cannot be read, or names a field the kind does not offer.</exception>
    public static ObjectFilter Parse(ResourceDefinition definition, string labelSelector, string fieldSelector, IVisibleObjects? visible = null)
    {
        try
        {
            var labels = LabelSelector.Parse(labelSelector);
            var fields = FieldSelector.Parse(fieldSelector);
            var readers = new Dictionary<string, Func<DocumentValue, string>>(StringComparer.Ordinal);
            foreach (var requirement in fields.Requirements)
            {
                readers[requirement.Field] = Reader(definition, requirement.Field);
            }

            fields = FieldSelector.Of(fields.Requirements.Select(requirement => requirement with { Value = Canonical(definition, requirement) }));
            return new ObjectFilter(labels, fields, readers, visible);
        }
        catch (SelectorFormatException error)
        {
            throw StatusError.BadRequest(error.Message);
        }
    }

    public bool Matches(Document document) =>
        (_labels.IsEmpty || _labels.Matches(document["metadata"u8]["labels"u8]))
        && (Visible is null || Visible.Includes(document.Root))
        && (_fields.IsEmpty || _fields.Matches(field => _readers[field](document.Root)));

    private static string Canonical(ResourceDefinition definition, FieldRequirement requirement)
    {
        var field = definition.SelectableFields.FirstOrDefault(selectable => selectable.Label == requirement.Field);
        return field?.Canonical is not { } canonical
            ? requirement.Value
            : canonical(requirement.Value) ?? throw StatusError.BadRequest($"invalid field selector {requirement}: {requirement.Field} is {field.Accepts}");
    }

    private static Func<DocumentValue, string> Reader(ResourceDefinition definition, string field)
    {
        switch (field)
        {
            case "metadata.name":
                return static value => value["metadata"u8]["name"u8].AsString("");
            case "metadata.namespace":
                return static value => value["metadata"u8]["namespace"u8].AsString("");
        }

        return definition.SelectableFields.FirstOrDefault(selectable => selectable.Label == field)?.Read
            ?? throw StatusError.BadRequest(definition.SelectableFields.Count > 0 || definition.IsCustom
                ? $"field label not supported: {field}"
                : $"{GoText.Quote(field)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
