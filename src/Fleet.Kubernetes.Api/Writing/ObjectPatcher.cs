using Fleet.Kubernetes.Api.Decoding;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Writing;

/// <summary>Patches objects (upstream <c>handlers/patch.go</c>): the four formats, repeated on the newest object when a race is lost.</summary>
internal sealed class ObjectPatcher(ResourceService service)
{
    public async ValueTask<WriteResult> PatchAsync(RequestContext context, ResourceTarget target, Patch patch, CancellationToken cancellationToken)
    {
        var applier = new PatchApplier(context, patch);
        var isApply = patch.Type == PatchType.Apply;
        var plan = new UpdatePlan
        {
            Context = context,
            Target = target,
            AllowsCreate = isApply && target.Subresource is null,
            IsUnconditional = true,
            Produce = live => isApply ? Apply(context, target, live, applier, patch.Force) : Change(context, target, live!, applier),
        };
        return (await service.Updater.RunAsync(plan, cancellationToken).ConfigureAwait(false))!;
    }

    private Document Change(RequestContext context, ResourceTarget target, Document live, PatchApplier applier)
    {
        var definition = target.Resource;
        var patched = applier.Apply(live, definition.Schema);
        var document = Decode(context, target, patched, applier);
        var value = document.Root.ToNode();
        CheckIdentity(target, document);
        definition.Strategy.Normalize(value);
        definition.Strategy.Default(value);
        OwnerReferenceList.Deduplicate(context, value);
        return service.Ownership.Update(context, target, live, value.ToDocument(), service.Time.GetUtcNow(), patched.Root);
    }

    private Document Apply(RequestContext context, ResourceTarget target, Document? live, PatchApplier applier, bool force)
    {
        var definition = target.Resource;
        var applied = service.Ownership.Apply(context, target, live, applier.Body, force, service.Time.GetUtcNow());
        if (live is null && applied["metadata"u8]["uid"u8].AsString("") is { Length: > 0 } uid)
        {
            throw StatusError.Conflict(
                definition.GroupResource, target.Name ?? "", $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        CheckIdentity(target, applied);
        var value = Convert(target, applied).Root.ToNode();
        ObjectNames.PlaceInNamespace(target, value);
        definition.Strategy.Normalize(value);
        definition.Strategy.Default(value);
        OwnerReferenceList.Deduplicate(context, value);
        return value.ToDocument();
    }

    /// <summary>The merged object in its typed form; upstream does not classify what does not fit there (500).</summary>
    private Document Convert(ResourceTarget target, Document applied)
    {
        var kind = target.Resource.GroupVersionKind;
        try
        {
            return service.Decoder.DecodePatched(target, kind, target.Resource.Schema, applied).Document;
        }
        catch (TypedDecodeException error)
        {
            var metadata = applied["metadata"u8];
            var name = $"{kind.Group}/{kind.Version}, Kind={kind.Kind}";
            throw StatusError.Unknown(
                $"failed to convert new object ({metadata["namespace"u8].AsString("")}/{metadata["name"u8].AsString("")}; {name}) to proper version: unable to convert unstructured object to {name}: {ConversionProblem(error.Message)}");
        }
    }

    /// <summary>The converter of unstructured objects has its own word for a fraction where a whole number belongs.</summary>
    private static string ConversionProblem(string problem)
    {
        const string Number = "json: cannot unmarshal number ";
        const string Type = " of type ";
        var type = problem.LastIndexOf(Type, StringComparison.Ordinal);
        var isFraction = type > 0 && problem.StartsWith(Number, StringComparison.Ordinal) && problem[Number.Length..].Split(' ')[0].Contains('.');
        return isFraction ? $"cannot convert float64 to {problem[(type + Type.Length)..]}" : problem;
    }

    private Document Decode(RequestContext context, ResourceTarget target, Document patched, PatchApplier applier)
    {
        var definition = target.Resource;
        try
        {
            var (document, problems) = service.Decoder.DecodePatched(target, definition.GroupVersionKind, definition.Schema, patched);
            ObjectDecoder.Report(context, [.. applier.Problems, .. problems], joined => applier.Refuse(patched, definition.Schema, $"strict decoding error: {joined}"));
            return document;
        }
        catch (TypedDecodeException error)
        {
            throw applier.Refuse(patched, definition.Schema, error.Message);
        }
    }

    private static void CheckIdentity(ResourceTarget target, Document document)
    {
        ObjectNames.CheckName(target, document.Root);
        var given = document["metadata"u8]["namespace"u8].AsString("");
        if (target.Resource.IsNamespaced && given.Length > 0 && given != target.Namespace)
        {
            throw StatusError.BadRequest($"the namespace of the object ({given}) does not match the namespace on the request ({target.Namespace})");
        }
    }
}
