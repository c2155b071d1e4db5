using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Reads and validates the options of a request from its query parameters.</summary>
internal static class QueryOptions
{
    private const string MetaGroup = "meta.k8s.io";
    private const int MaxManagerBytes = 128;

    /// <summary>A parameter given without a value, or with any but <c>false</c> and <c>0</c>, is true.</summary>
    public static bool IsTrue(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.Count > 0 && (values[0] ?? "").ToLowerInvariant() is not ("false" or "0");

    /// <summary>Dry run, field manager and field validation of a write.</summary>
    /// <param name="kind"><c>CreateOptions</c>, <c>UpdateOptions</c> or <c>PatchOptions</c>.</param>
    /// <exception cref="ApiException">422.</exception>
    public static RequestContext ReadWrite(IQueryCollection query, RequestContext context, string kind, bool isApply = false)
    {
        var errors = new List<FieldError>();
        var manager = Text(query, "fieldManager");
        if (kind == "PatchOptions")
        {
            CheckForce(query, isApply, manager, errors);
        }

        CheckManager(manager, errors);
        var dryRun = ReadDryRun(query["dryRun"], errors);
        var validation = Text(query, "fieldValidation") switch
        {
            "" or "Warn" => FieldValidation.Warn,
            "Ignore" => FieldValidation.Ignore,
            "Strict" => FieldValidation.Strict,
            var other => Unsupported(other, errors),
        };
        Refuse(kind, errors);
        return context with { FieldManager = manager, DryRun = dryRun, FieldValidation = validation };
    }

    public static ListOptions ReadList(IQueryCollection query) => new()
    {
        LabelSelector = Text(query, "labelSelector"),
        FieldSelector = Text(query, "fieldSelector"),
        Limit = Number(query, "limit") ?? 0,
        Continue = Text(query, "continue"),
        ResourceVersion = Text(query, "resourceVersion"),
        ResourceVersionMatch = Text(query, "resourceVersionMatch"),
        SendInitialEvents = Flag(query, "sendInitialEvents"),
    };

    public static WatchOptions ReadWatch(IQueryCollection query) => new()
    {
        LabelSelector = Text(query, "labelSelector"),
        FieldSelector = Text(query, "fieldSelector"),
        Continue = Text(query, "continue"),
        ResourceVersion = Text(query, "resourceVersion"),
        ResourceVersionMatch = Text(query, "resourceVersionMatch"),
        AllowBookmarks = IsTrue(query, "allowWatchBookmarks"),
        SendInitialEvents = Flag(query, "sendInitialEvents"),
    };

    /// <summary>The first value of a parameter, or the empty string.</summary>
    public static string Text(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] ?? "" : "";

    /// <exception cref="ApiException">400: not a number.</exception>
    public static long? Number(IQueryCollection query, string name)
    {
        var text = Text(query, name);
        return text.Length == 0
            ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw StatusError.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: invalid syntax");
    }

    public static bool? Flag(IQueryCollection query, string name) => query.ContainsKey(name) ? IsTrue(query, name) : null;

    /// <summary><c>All</c>, or nothing.</summary>
    public static bool ReadDryRun(IEnumerable<string?> values, List<FieldError> errors)
    {
        var given = values.Select(value => value ?? "").ToList();
        if (given.Exists(value => value != "All"))
        {
            var shown = $"[{string.Join(',', given.Select(GoText.Quote))}]";
            errors.Add(new FieldError(FieldErrorType.NotSupported, "dryRun", shown, "supported values: \"All\""));
        }

        return given.Count > 0;
    }

    /// <exception cref="ApiException">422.</exception>
    public static void Refuse(string kind, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw StatusError.Invalid(new GroupKind(MetaGroup, kind), "", errors);
        }
    }

    private static FieldValidation Unsupported(string value, List<FieldError> errors)
    {
        errors.Add(FieldError.NotSupported("fieldValidation", value, "", "Ignore", "Strict", "Warn"));
        return FieldValidation.Warn;
    }

    private static void CheckForce(IQueryCollection query, bool isApply, string manager, List<FieldError> errors)
    {
        if (!isApply && query.ContainsKey("force"))
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }
        else if (isApply && manager.Length == 0)
        {
            errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        }
    }

    private static void CheckManager(string manager, List<FieldError> errors)
    {
        if (Encoding.UTF8.GetByteCount(manager) > MaxManagerBytes)
        {
            errors.Add(FieldError.TooLong("fieldManager", MaxManagerBytes));
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                errors.Add(FieldError.Invalid("fieldManager", manager, string.Create(CultureInfo.InvariantCulture, $"invalid character U+{rune.Value:X4} (at position {position})")));
            }

            position += rune.Utf8SequenceLength;
        }
    }
}
