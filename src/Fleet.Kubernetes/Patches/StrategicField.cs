using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Patches;

/// <summary>How a strategic merge patch treats one field.</summary>
/// <param name="Schema">The structure of the field.</param>
/// <param name="Strategy"><c>merge</c>, <c>replace</c> or empty.</param>
/// <param name="RetainsKeys">A patch lists the members to keep.</param>
/// <param name="MergeKey">Tells items of a merging list of objects apart; empty for scalars.</param>
internal readonly record struct StrategicField(Schema Schema, string Strategy, bool RetainsKeys, string MergeKey)
{
    public const string Merge = "merge";
    public const string Replace = "replace";
    private const string RetainKeys = "retainKeys";

    public Schema Items => Schema.Items ?? Schema.Any;

    /// <exception cref="PatchException">The structure has no such field.</exception>
    public static StrategicField Find(Schema owner, string name)
    {
        if (owner.Kind == SchemaKind.Any)
        {
            return new(Schema.Any, "", false, "");
        }

        var field = owner.Field(name) ?? (owner.PreserveUnknownFields ? Schema.Any : null)
            ?? throw new PatchException(PatchErrorReason.Internal, $"unable to find api field in struct {GoName(owner)} for the json field \"{name}\"");
        if (owner.Kind == SchemaKind.Map)
        {
            return new(field, "", false, "");
        }

        var strategy = field.PatchStrategies.FirstOrDefault(strategy => strategy != RetainKeys) ?? "";
        return new(field, strategy, field.PatchStrategies.Contains(RetainKeys), field.PatchMergeKey ?? "");
    }

    private static string GoName(Schema schema) => schema.TypeName is { } name ? name[(name.LastIndexOf('.') + 1)..] : schema.Kind.ToString();
}
