using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Patches;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Applies the three patch formats that are not server-side apply, and reads the bodies of all four.</summary>
internal sealed class PatchApplier
{
    private const string GoMap = "map[string]interface {}";
    private const string BadMergePatch = "Invalid JSON Patch";

    private readonly Patch _patch;
    private readonly Document _body;

    /// <exception cref="ApiException">400: the patch is no patch.</exception>
    public PatchApplier(RequestContext context, Patch patch)
    {
        _patch = patch;
        _body = patch.Type == PatchType.Apply ? ReadConfiguration(context, patch.Body.Span) : ReadJson(context, patch);
        if (patch.Type != PatchType.Apply && context.FieldValidation != FieldValidation.Ignore)
        {
            Problems = DuplicateFields.Find(_body.Root);
        }
    }

    private static Document EmptyArray { get; } = Document.Parse("[]");

    /// <summary>The parsed body: of an apply, the configuration.</summary>
    public Document Body => _body;

    public PatchType Type => _patch.Type;

    /// <summary>What strict decoding has against the patch itself.</summary>
    public IReadOnlyList<string> Problems { get; } = [];

    /// <summary>The object with the patch put in, not yet decoded.</summary>
    /// <exception cref="ApiException">The patch does not fit the object.</exception>
    public Document Apply(Document live, Schema schema)
    {
        try
        {
            return _patch.Type switch
            {
                PatchType.Json => JsonPatch.Apply(live, _body),
                PatchType.Merge => MergePatch.Apply(live, _body),
                _ => StrategicMergePatch.Apply(live, _body, schema),
            };
        }
        catch (PatchException error)
        {
            throw Translate(error);
        }
    }

    /// <summary>The error for a patch whose result the decoder refuses: it quotes the result (or the patch, when strategic).</summary>
    public ApiException Refuse(Document patched, Schema schema, string problem)
    {
        var shown = _patch.Type == PatchType.StrategicMerge ? GoText.Format(_body.Root) : PatchedText.Write(patched, _patch, _body, schema);
        return StatusError.Invalid(new GroupKind("", ""), "", [FieldError.Invalid("patch", shown, problem)]);
    }

    /// <summary>
    /// A patch that is JSON and of the right kind. Unless unknown fields are ignored, upstream decodes it a first time only to find repeated fields,
    /// and its words are those of that decoding.
    /// </summary>
    private static Document ReadJson(RequestContext context, Patch patch)
    {
        var isChecked = context.FieldValidation != FieldValidation.Ignore;
        var prefix = isChecked && patch.Type != PatchType.StrategicMerge ? "error decoding patch: " : "";
        Document body;
        try
        {
            body = Document.Parse(patch.Body.Span);
        }
        catch (DocumentFormatException error)
        {
            throw StatusError.BadRequest(patch.Type == PatchType.Merge && !isChecked ? BadMergePatch : prefix + GoJsonErrors.Describe(patch.Body.Span, error));
        }

        return patch.Type switch
        {
            PatchType.Json when body.Root.Kind == DocumentKind.Null => EmptyArray,
            PatchType.Json when isChecked && !body.Root.IsArray => throw StatusError.BadRequest(prefix + GoJsonErrors.WrongKind(body.Root, "[]interface {}")),
            PatchType.Merge when body.Root.Kind == DocumentKind.Null => throw StatusError.BadRequest(BadMergePatch),
            PatchType.Merge when isChecked && !body.Root.IsObject => throw StatusError.BadRequest(prefix + GoJsonErrors.WrongKind(body.Root, GoMap)),
            PatchType.StrategicMerge when body.Root.Kind == DocumentKind.Null => Document.EmptyObject,
            PatchType.StrategicMerge when !body.Root.IsObject => throw StatusError.BadRequest(GoJsonErrors.WrongKind(body.Root, GoMap)),
            _ => body,
        };
    }

    /// <summary>The first document of the stream; none, or null, is an object with nothing in it.</summary>
    private static Document ReadConfiguration(RequestContext context, ReadOnlySpan<byte> body)
    {
        var configuration = ReadYaml(context, body);
        if (configuration is null || configuration.Root.Kind == DocumentKind.Null)
        {
            return Document.EmptyObject;
        }

        return configuration.Root.IsObject ? configuration : throw StatusError.BadRequest(
            $"error decoding YAML: error unmarshaling JSON: while decoding JSON: {GoJsonErrors.WrongKind(configuration.Root, GoMap)}");
    }

    private static Document? ReadYaml(RequestContext context, ReadOnlySpan<byte> body)
    {
        try
        {
            return YamlReader.ReadAll(body).FirstOrDefault();
        }
        catch (YamlFormatException error) when (error.Message.Contains("already set in map", StringComparison.Ordinal))
        {
            return ReadRepeated(context, body, error);
        }
        catch (YamlFormatException error)
        {
            throw StatusError.BadRequest($"error decoding YAML: {error.Message}");
        }
    }

    /// <summary>Repeated keys: refused, warned about or ignored, as unknown fields are.</summary>
    private static Document? ReadRepeated(RequestContext context, ReadOnlySpan<byte> body, YamlFormatException error)
    {
        if (context.FieldValidation == FieldValidation.Strict)
        {
            throw StatusError.BadRequest($"error strict decoding YAML: {error.Message}");
        }

        if (context.FieldValidation == FieldValidation.Warn)
        {
            foreach (var line in error.Message.Split('\n').Where(line => line.Contains("already set in map", StringComparison.Ordinal)))
            {
                context.Warn(line.Trim());
            }
        }

        try
        {
            return YamlReader.ReadAll(body, new YamlOptions { AllowDuplicateKeys = true }).FirstOrDefault();
        }
        catch (YamlFormatException again)
        {
            throw StatusError.BadRequest($"error decoding YAML: {again.Message}");
        }
    }

    private static ApiException Translate(PatchException error) => error.Reason switch
    {
        PatchErrorReason.BadRequest => StatusError.BadRequest(error.Message),
        PatchErrorReason.TooLarge => StatusError.RequestEntityTooLarge(error.Message),
        PatchErrorReason.Invalid => StatusError.UnprocessablePatch(),
        _ => StatusError.Unknown(error.Message),
    };
}
