using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// The rules of <c>SetDefaults_*</c> by OpenAPI type, and which types lead to a rule or a schema default, so that subtrees without any are not
/// walked.
/// </summary>
internal sealed class DefaultsTable
{
    private readonly FrozenDictionary<string, Action<DocumentNode>> _rules;
    private readonly FrozenSet<string> _reaching;
    private readonly FrozenSet<string> _known;

    private DefaultsTable(IEnumerable<KeyValuePair<string, Action<DocumentNode>>> rules, BuiltInSchemas schemas)
    {
        _rules = rules.ToFrozenDictionary(StringComparer.Ordinal);
        var types = schemas.Types;
        _known = types.Select(type => type.TypeName!).ToFrozenSet(StringComparer.Ordinal);
        var reaching = new HashSet<string>(_rules.Keys, StringComparer.Ordinal);
        bool grew;
        do
        {
            grew = false;
            foreach (var type in types)
            {
                grew |= !reaching.Contains(type.TypeName!) && type.Fields.Values.Any(field => field.Default.Exists || Leads(field, reaching)) && reaching.Add(type.TypeName!);
            }
        }
        while (grew);
        _reaching = reaching.ToFrozenSet(StringComparer.Ordinal);
    }

    public static DefaultsTable Instance { get; } = new(
        [
            .. PodDefaults.Rules,
            .. VolumeDefaults.Rules,
            .. CoreDefaults.Rules,
            .. ServiceDefaults.Rules,
            .. WorkloadDefaults.Rules,
            .. BatchDefaults.Rules,
            .. AutoscalingDefaults.Rules,
            .. NetworkingDefaults.Rules,
            .. AccessDefaults.Rules,
            .. StorageDefaults.Rules,
            .. ApiDefaults.Rules,
        ],
        BuiltInSchemas.Instance);

    public Action<DocumentNode>? Rule(string type) => _rules.GetValueOrDefault(type);

    /// <summary>Something below (or at) a value of this structure may be filled in.</summary>
    public bool Reaches(Schema schema) => Leads(schema, _reaching) || (schema.TypeName is { } type ? !_known.Contains(type) : schema.Kind == SchemaKind.Object);

    private static bool Leads(Schema schema, IReadOnlySet<string> reaching) => schema.Kind switch
    {
        SchemaKind.List => schema.Items is { } items && Leads(items, reaching),
        SchemaKind.Map => schema.Values is { } values && (values.Kind == SchemaKind.Quantity || Leads(values, reaching)),
        _ => schema.TypeName is { } type && reaching.Contains(type),
    };
}
