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
    private readonly Patch _patch;
    private readonly Document _body;

    /// <exception cref="ApiException">400: the patch is no patch.</exception>
    public PatchApplier(RequestContext context, Patch patch)
    {
        _patch = patch;
        _body = patch.Type == PatchType.Apply ? ReadConfiguration(context, patch.Body.Span) : ReadJson(patch);
    }

    /// <summary>The parsed body: of an apply, the configuration.</summary>
    public Document Body => _body;

    public PatchType Type => _patch.Type;

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

    private static Document ReadJson(Patch patch)
    {
        try
        {
            return Document.Parse(patch.Body.Span);
        }
        catch (DocumentFormatException error)
        {
            throw StatusError.BadRequest(GoJsonErrors.Describe(patch.Body.Span, error));
        }
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
            $"error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonName(configuration.Root)} into Go value of type map[string]interface {{}}");
    }

    private static string JsonName(DocumentValue value) => value.Kind switch
    {
        DocumentKind.Array => "array",
        DocumentKind.String => "string",
        DocumentKind.Number => "number",
        _ => "bool",
    };

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
