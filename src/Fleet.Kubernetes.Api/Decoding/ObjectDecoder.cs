using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Turns a request body into an object of the expected kind: checks what it says it is, prunes and checks its structure.</summary>
internal sealed class ObjectDecoder(IResourceCatalog catalog)
{
    /// <summary>Decodes a body sent by POST or PUT.</summary>
    /// <param name="expected">The kind the endpoint takes.</param>
    /// <exception cref="ApiException">400: another kind or version, a wrong type, unknown fields under <c>Strict</c>.</exception>
    public Document Decode(RequestContext context, ResourceTarget target, GroupVersionKind expected, Schema schema, Document body)
    {
        if (context.TrustsBody)
        {
            return WithKind(body, expected);
        }

        CheckEnvelope(expected, body);
        body = body.Root.IsObject ? body : Document.EmptyObject;
        var actual = Identify(body, expected);
        var custom = target.Resource.IsCustom && target.Subresource?.Kind is null;
        var (decodedAs, decodedSchema) = Resolve(actual, expected, schema, custom);
        var (document, problems) = DecodeStructure(body, decodedAs, expected, decodedSchema, custom);
        if (actual.Kind != expected.Kind)
        {
            throw Refuse(actual.Kind, expected, $"converting ({VersionedName(actual)}) to ({InternalName(expected)}): unknown conversion", actual.Version);
        }

        if (actual.ApiVersion != expected.ApiVersion)
        {
            throw StatusError.BadRequest($"the API version in the data ({actual.ApiVersion}) does not match the expected API version ({expected.ApiVersion})");
        }

        Report(context, problems, joined => Refuse(actual.Kind, expected, $"strict decoding error: {joined}"));
        return WithKind(document, expected);
    }

    /// <summary>Decodes what a patch made of an object; structure problems come back to be worded by the caller.</summary>
    /// <exception cref="TypedDecodeException">A value has the wrong type, or the patch changed the kind.</exception>
    public (Document Document, IReadOnlyList<string> Problems) DecodePatched(ResourceTarget target, GroupVersionKind expected, Schema schema, Document patched)
    {
        var custom = target.Resource.IsCustom && target.Subresource?.Kind is null;
        var actual = Identify(patched, expected);
        if (actual != expected && !custom)
        {
            var known = Known(actual) ?? throw new TypedDecodeException(NoKind(actual));
            var converted = Typed(patched, known);
            if (actual.GroupKind == expected.GroupKind)
            {
                // Another version of the same kind is converted, with what only that version fills in.
                var value = converted.Document.Root.ToNode();
                RetiredVersions.Default(actual, value);
                return (WithKind(value.ToDocument(), expected), converted.Problems);
            }

            throw new TypedDecodeException($"unable to decode {VersionedName(actual)} into *{VersionedName(expected)}");
        }

        var (document, problems) = custom ? StructuralPruner.Prune(patched, schema) : Typed(patched, schema);
        return (WithKind(document, expected), problems);
    }

    /// <summary>Warns about or refuses what was dropped, as the request asks.</summary>
    public static void Report(RequestContext context, IReadOnlyList<string> problems, Func<string, ApiException> refuse)
    {
        if (problems.Count == 0 || context.FieldValidation == FieldValidation.Ignore)
        {
            return;
        }

        if (context.FieldValidation == FieldValidation.Strict)
        {
            throw refuse(string.Join(", ", problems));
        }

        foreach (var problem in problems)
        {
            context.Warn(problem);
        }
    }

    /// <summary>The body is an object (or null) whose version and kind are text.</summary>
    private static void CheckEnvelope(GroupVersionKind expected, Document body)
    {
        var problem = !body.Root.IsObject && body.Root.Kind != DocumentKind.Null
            ? GoJsonErrors.WrongKind(
                body.Root, "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }")
            : BadText(body["apiVersion"u8], "apiVersion") ?? BadText(body["kind"u8], "kind");
        if (problem is not null)
        {
            throw Http.RequestBody.Unrecognized(expected.Kind, $"couldn't get version/kind; json parse error: {problem}", body.ToUtf8().Span);
        }
    }

    private static string? BadText(DocumentValue value, string field) => value.IsNullOrUndefined || value.IsString
        ? null
        : $"json: cannot unmarshal {GoJsonErrors.WrongKind(value, "").Split(' ')[3]} into Go struct field .{field} of type string";

    private static GroupVersionKind Identify(Document body, GroupVersionKind expected)
    {
        var apiVersion = body["apiVersion"u8].AsString("");
        var kind = body["kind"u8].AsString("");
        return GroupVersionKind.From(apiVersion.Length == 0 ? expected.ApiVersion : apiVersion, kind.Length == 0 ? expected.Kind : kind);
    }

    private (GroupVersionKind Kind, Schema Schema) Resolve(GroupVersionKind actual, GroupVersionKind expected, Schema schema, bool custom)
    {
        if (actual == expected || custom)
        {
            return (expected, schema);
        }

        return (actual, Known(actual) ?? throw Refuse(actual.Kind, expected, NoKind(actual), actual.Version));
    }

    /// <summary>The structure of a kind upstream's scheme knows, served or retired.</summary>
    private Schema? Known(GroupVersionKind kind) =>
        catalog.Find(kind) is { } served ? served.IsCustom ? null : served.Schema : RetiredVersions.Find(kind);

    private static (Document Document, IReadOnlyList<string> Problems) Typed(Document body, Schema schema)
    {
        var problems = new List<string>();
        return (Normalisation.Apply(schema, body.Root, problems, asStored: false).ToDocument(), problems);
    }

    private static (Document Document, IReadOnlyList<string> Problems) DecodeStructure(
        Document body, GroupVersionKind decodedAs, GroupVersionKind expected, Schema schema, bool custom)
    {
        try
        {
            return custom ? StructuralPruner.Prune(body, schema) : Typed(body, schema);
        }
        catch (TypedDecodeException error)
        {
            throw Refuse(decodedAs.Kind, expected, error.Message);
        }
    }

    /// <summary>The object with <c>kind</c> and <c>apiVersion</c> first, where lists of typed kinds can cut them off.</summary>
    private static Document WithKind(Document document, GroupVersionKind kind)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String(kind.Kind).Name("apiVersion"u8).String(kind.ApiVersion);
        foreach (var member in document.Root.Members)
        {
            if (!member.NameEquals("kind"u8) && !member.NameEquals("apiVersion"u8))
            {
                builder.Member(member);
            }
        }

        return builder.EndObject().Build();
    }

    private static ApiException Refuse(string kind, GroupVersionKind expected, string problem, string? version = null) =>
        StatusError.BadRequest($"{kind} in version {GoText.Quote(version ?? expected.Version)} cannot be handled as a {expected.Kind}: {problem}");

    private static string NoKind(GroupVersionKind kind) =>
        $"no kind {GoText.Quote(kind.Kind)} is registered for version {GoText.Quote(kind.ApiVersion)} in scheme \"pkg/api/legacyscheme/scheme.go:30\"";

    private static string VersionedName(GroupVersionKind kind) => $"{kind.Version}.{kind.Kind}";

    /// <summary>The type upstream keeps a kind as in memory: <c>core.ConfigMap</c>, <c>rbac.Role</c>.</summary>
    private static string InternalName(GroupVersionKind kind)
    {
        var group = kind.Group.Length == 0 ? "core" : kind.Group;
        var dot = group.IndexOf('.');
        return $"{(dot < 0 ? group : group[..dot])}.{kind.Kind}";
    }
}
