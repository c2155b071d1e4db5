using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>Makes the served resources of a CustomResourceDefinition: one definition a served version, all over the storage version.</summary>
/// <param name="rules">Evaluates <c>x-kubernetes-validations</c>; null when nothing does.</param>
public sealed class CustomResourceFactory(ICustomResourceRuleCompiler? rules = null)
{
    /// <summary>In the order upstream's discovery lists them.</summary>
    private static readonly IReadOnlyList<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <summary>While the definition is being deleted its instances can only be read and deleted.</summary>
    private static readonly IReadOnlyList<string> TerminatingVerbs = ["delete", "deletecollection", "get", "list", "watch"];

    /// <exception cref="SchemaFormatException">A schema is too large.</exception>
    public IReadOnlyList<ResourceDefinition> Create(DocumentValue crd)
    {
        var spec = crd["spec"u8];
        var names = crd["status"u8]["acceptedNames"u8];
        var group = spec["group"u8].AsString("");
        var isTerminating = !crd["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined;
        var kind = names["kind"u8].AsString("");
        var storage = new GroupVersionKind(group, StorageVersion(spec), kind);
        var schemas = CrdSchemaReader.Read(crd);
        var definitions = new List<ResourceDefinition>();
        foreach (var version in spec["versions"u8].Items)
        {
            if (version["served"u8].AsBoolean() != true)
            {
                continue;
            }

            var versionName = version["name"u8].AsString("");
            var schema = schemas.GetValueOrDefault(new GroupVersionKind(group, versionName, spec["names"u8]["kind"u8].AsString(""))) ?? Schema.Any;

            // Definitions outlive the object they are read from: they keep a copy of the schema, not the whole.
            var declared = version["schema"u8]["openAPIV3Schema"u8].ToDocument().Root;
            definitions.Add(new ResourceDefinition
            {
                Resource = new(group, versionName, names["plural"u8].AsString("")),
                Kind = kind,
                ListKind = names["listKind"u8].AsString(kind + "List"),
                SingularName = names["singular"u8].AsString(""),
                ShortNames = Texts(names["shortNames"u8]),
                Categories = Texts(names["categories"u8]),
                IsNamespaced = spec["scope"u8].StringEquals("Namespaced"u8),
                IsCustom = true,
                Verbs = isTerminating ? TerminatingVerbs : Verbs,
                DeprecationWarning = version["deprecated"u8].AsBoolean() == true
                    ? version["deprecationWarning"u8].AsString() ?? $"{group}/{versionName} {kind} is deprecated"
                    : null,
                Schema = schema,
                DeclaredSchema = declared,
                Storage = storage,
                Table = new CustomResourceTableConverter(version["additionalPrinterColumns"u8]),
                Subresources = [.. Subresources(version["subresources"u8])],
                SelectableFields = [.. version["selectableFields"u8].Items.ToList().Select(Selectable).OfType<SelectableField>()],
                Strategy = new CustomResourceStrategy(declared, schema, version["subresources"u8]["status"u8].IsObject, rules?.Compile(declared)),
            });
        }

        return definitions;
    }

    private static string StorageVersion(DocumentValue spec)
    {
        foreach (var version in spec["versions"u8].Items)
        {
            if (version["storage"u8].AsBoolean() == true)
            {
                return version["name"u8].AsString("");
            }
        }

        return "";
    }

    private static IEnumerable<SubresourceDefinition> Subresources(DocumentValue subresources)
    {
        if (subresources["status"u8].IsObject)
        {
            yield return new SubresourceDefinition { Name = "status", Behaviour = SubresourceKind.Status };
        }

        var scale = subresources["scale"u8];
        if (scale.IsObject)
        {
            var kind = new GroupVersionKind("autoscaling", "v1", "Scale");
            yield return new SubresourceDefinition
            {
                Name = "scale",
                Behaviour = SubresourceKind.Scale,
                Kind = kind,
                Schema = BuiltInSchemas.Instance.Find(kind),
                Scale = new ScalePaths(
                    Path(scale["specReplicasPath"u8]) ?? [],
                    Path(scale["statusReplicasPath"u8]) ?? [],
                    Path(scale["labelSelectorPath"u8])),
            };
        }
    }

    private static SelectableField? Selectable(DocumentValue field)
    {
        var text = field["jsonPath"u8].AsString("");
        return JsonPath.TryParse(text, out var path)
            ? new SelectableField(text.TrimStart('.'), value => path!.First(value) is var found && found.Exists ? found.AsString() ?? found.ToString() : "")
            : null;
    }

    private static IReadOnlyList<string>? Path(DocumentValue text) =>
        text.AsString() is { Length: > 0 } path && JsonPath.TryParse(path, out var parsed) ? parsed!.AsFieldNames() : null;

    private static string[] Texts(DocumentValue list) => [.. list.Items.ToList().Select(item => item.AsString(""))];
}
