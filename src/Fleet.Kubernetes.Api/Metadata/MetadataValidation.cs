using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Api.Metadata;

/// <summary>The rules of <c>ObjectMeta</c> that hold for every kind (<c>k8s.io/apimachinery/pkg/api/validation</c>), in upstream's order and words.</summary>
public static class MetadataValidation
{
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>Rules of a new object.</summary>
    public static IReadOnlyList<FieldError> ValidateCreate(DocumentValue metadata, bool isNamespaced, IResourceStrategy strategy)
    {
        var errors = new List<FieldError>();
        if (metadata["generateName"u8].AsString("") is { Length: > 0 } prefix)
        {
            errors.AddRange(strategy.ValidateName(prefix, isPrefix: true).Select(problem => FieldError.Invalid("metadata.generateName", prefix, problem)));
        }

        var name = metadata["name"u8].AsString("");
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.name", "name or generateName is required"));
        }
        else
        {
            errors.AddRange(strategy.ValidateName(name, isPrefix: false).Select(problem => FieldError.Invalid("metadata.name", name, problem)));
        }

        ValidateNamespace(metadata["namespace"u8].AsString(""), isNamespaced, errors);
        if (metadata["generation"u8].AsInt64() is < 0 and { } generation)
        {
            errors.Add(FieldError.Invalid("metadata.generation", generation, "must be greater than or equal to 0"));
        }

        errors.AddRange(ValidateLabels(metadata["labels"u8], "metadata.labels"));
        errors.AddRange(ValidateAnnotations(metadata["annotations"u8], "metadata.annotations"));
        ValidateOwnerReferences(metadata["ownerReferences"u8], errors);
        ValidateFinalizers(metadata["finalizers"u8], errors);
        return errors;
    }

    /// <summary>Rules of a change; <paramref name="metadata"/> has had empty system fields filled in from <paramref name="old"/>.</summary>
    public static IReadOnlyList<FieldError> ValidateUpdate(DocumentValue metadata, DocumentValue old)
    {
        var errors = new List<FieldError>();
        ValidateFinalizers(metadata["finalizers"u8], errors);
        if (old["deletionTimestamp"u8].Exists)
        {
            ValidateNoNewFinalizers(metadata["finalizers"u8], old["finalizers"u8], errors);
        }

        if (metadata["generation"u8].AsInt64() is { } generation && generation < (old["generation"u8].AsInt64() ?? 0))
        {
            errors.Add(FieldError.Invalid("metadata.generation", generation, "must not be decremented"));
        }

        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (!metadata[field].DeepEquals(old[field]))
            {
                errors.Add(FieldError.Invalid("metadata." + field, metadata[field], "field is immutable"));
            }
        }

        errors.AddRange(ValidateLabels(metadata["labels"u8], "metadata.labels"));
        errors.AddRange(ValidateAnnotations(metadata["annotations"u8], "metadata.annotations"));
        ValidateOwnerReferences(metadata["ownerReferences"u8], errors);
        return errors;
    }

    /// <summary>Keys are qualified names, values label values. Also for labels of pod templates and selectors.</summary>
    public static IEnumerable<FieldError> ValidateLabels(DocumentValue labels, string field)
    {
        foreach (var (key, value) in labels.Members.ToList())
        {
            foreach (var problem in LabelSyntax.ValidateQualifiedName(key))
            {
                yield return FieldError.Invalid(field, key, problem);
            }

            var text = value.AsString("");
            foreach (var problem in LabelSyntax.ValidateValue(text))
            {
                yield return FieldError.Invalid(field, text, problem);
            }
        }
    }

    /// <summary>Keys are qualified names whatever their case; all together at most 256 KiB.</summary>
    public static IEnumerable<FieldError> ValidateAnnotations(DocumentValue annotations, string field)
    {
        long size = 0;
        foreach (var (key, value) in annotations.Members.ToList())
        {
            foreach (var problem in LabelSyntax.ValidateQualifiedName(key.ToLowerInvariant()))
            {
                yield return FieldError.Invalid(field, key, problem);
            }

            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value.AsString(""));
        }

        if (size > MaxAnnotationBytes)
        {
            yield return FieldError.TooLong(field, MaxAnnotationBytes);
        }
    }

    private static void ValidateNamespace(string name, bool isNamespaced, List<FieldError> errors)
    {
        if (!isNamespaced)
        {
            if (name.Length > 0)
            {
                errors.Add(FieldError.Forbidden("metadata.namespace", "not allowed on this type"));
            }
        }
        else if (name.Length == 0)
        {
            errors.Add(FieldError.Required("metadata.namespace"));
        }
        else
        {
            errors.AddRange(NameRules.DnsLabel(name, isPrefix: false).Select(problem => FieldError.Invalid("metadata.namespace", name, problem)));
        }
    }

    private static void ValidateOwnerReferences(DocumentValue references, List<FieldError> errors)
    {
        const string Field = "metadata.ownerReferences";
        var controller = "";
        foreach (var reference in references.Items)
        {
            var apiVersion = reference["apiVersion"u8].AsString("");
            if (apiVersion.Length == 0 || apiVersion.EndsWith('/'))
            {
                errors.Add(FieldError.Invalid(Field + ".apiVersion", apiVersion, "version must not be empty"));
            }

            foreach (var name in (ReadOnlySpan<string>)["kind", "name", "uid"])
            {
                if (reference[name].AsString("").Length == 0)
                {
                    errors.Add(FieldError.Invalid($"{Field}.{name}", "", name == "kind" ? "kind must not be empty" : name == "name" ? "name must not be empty" : "uid must not be empty"));
                }
            }

            if (apiVersion == "v1" && reference["kind"u8].StringEquals("Event"u8))
            {
                errors.Add(FieldError.Invalid(Field, reference, "/v1, Kind=Event is disallowed from being an owner"));
            }

            if (reference["controller"u8].AsBoolean() == true)
            {
                var name = reference["name"u8].AsString("");
                if (controller.Length > 0)
                {
                    errors.Add(FieldError.Invalid(Field, references, $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}"));
                }

                controller = name;
            }
        }
    }

    /// <summary>Finalizers of new objects of built-in kinds: without a domain only those of Kubernetes itself.</summary>
    public static IEnumerable<FieldError> ValidateOwnFinalizers(DocumentValue finalizers) => finalizers.Items.ToList()
        .Select((finalizer, index) => (Name: finalizer.AsString(""), index))
        .Where(item => !item.Name.Contains('/', StringComparison.Ordinal) && item.Name is not ("kubernetes" or Finalizers.Orphan or Finalizers.Foreground))
        .Select(item => FieldError.Invalid(
            string.Create(CultureInfo.InvariantCulture, $"metadata.finalizers[{item.index}]"),
            item.Name,
            "name is neither a standard finalizer name nor is it fully qualified"));

    private static void ValidateFinalizers(DocumentValue finalizers, List<FieldError> errors)
    {
        var orphan = false;
        var foreground = false;
        foreach (var finalizer in finalizers.Items)
        {
            var name = finalizer.AsString("");
            errors.AddRange(LabelSyntax.ValidateQualifiedName(name).Select(problem => FieldError.Invalid("metadata.finalizers", name, problem)));
            orphan |= name == Finalizers.Orphan;
            foreground |= name == Finalizers.Foreground;
        }

        if (orphan && foreground)
        {
            errors.Add(FieldError.Invalid("metadata.finalizers", finalizers, $"finalizer {Finalizers.Orphan} and {Finalizers.Foreground} cannot be both set"));
        }
    }

    private static void ValidateNoNewFinalizers(DocumentValue finalizers, DocumentValue old, List<FieldError> errors)
    {
        var known = old.Items.ToList().Select(item => item.AsString("")).ToHashSet(StringComparer.Ordinal);
        var added = finalizers.Items.ToList().Select(item => item.AsString("")).Where(name => !known.Contains(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            var listed = string.Join(", ", added.Select(GoText.Quote));
            errors.Add(FieldError.Forbidden(
                "metadata.finalizers",
                string.Create(CultureInfo.InvariantCulture, $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{listed}}}")));
        }
    }
}
