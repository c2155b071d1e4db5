using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>One entry of <c>metadata.managedFields</c>: the fields a manager owns. A manager is told apart by name, operation, subresource and, unless it applies, version.</summary>
public sealed record ManagedFieldsEntry
{
    public required string Manager { get; init; }

    public required ManagedFieldsOperation Operation { get; init; }

    /// <summary>The version the field paths are of.</summary>
    public required string ApiVersion { get; init; }

    public required FieldSet Fields { get; init; }

    /// <summary>When the set last changed, to the second; null when the manager took part without changing the object.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The subresource written through, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The canonical FieldsV1 <see cref="Fields"/> was read from, or undefined.</summary>
    internal DocumentValue Source { get; init; }

    public bool IsApply => Operation == ManagedFieldsOperation.Apply;

    /// <summary>As conflicts name the manager: <c>"hpa" with subresource "scale" using apps/v1</c>.</summary>
    public string DisplayName
    {
        get
        {
            var name = PathValue.From(Manager).Json + (Subresource.Length == 0 ? "" : $" with subresource {PathValue.From(Subresource).Json}");
            return IsApply ? name : $"{name} using {ApiVersion}";
        }
    }

    /// <summary>Says whether the entries are of one manager, which can only have one entry.</summary>
    public bool IsSameManager(ManagedFieldsEntry other) =>
        Operation == other.Operation && Manager == other.Manager && Subresource == other.Subresource && (IsApply || ApiVersion == other.ApiVersion);

    internal ManagedFieldsEntry WithFields(FieldSet fields) =>
        ReferenceEquals(fields, Fields) ? this : this with { Fields = fields, Source = default };

    internal void WriteTo(DocumentBuilder builder)
    {
        builder.StartObject();
        if (Manager.Length > 0)
        {
            builder.Name("manager"u8).String(Manager);
        }

        builder.Name("operation"u8).String(IsApply ? "Apply"u8 : "Update"u8).Name("apiVersion"u8).String(ApiVersion);
        if (Time is { } time)
        {
            Span<byte> text = stackalloc byte[20];
            time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            builder.Name("time"u8).String(text[..length]);
        }

        builder.Name("fieldsType"u8).String("FieldsV1"u8).Name("fieldsV1"u8);
        if (Source.Exists)
        {
            builder.Value(Source);
        }
        else
        {
            Fields.WriteTo(builder);
        }

        if (Subresource.Length > 0)
        {
            builder.Name("subresource"u8).String(Subresource);
        }

        builder.EndObject();
    }
}
