using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Requests, limits and claims of a container or pod.</summary>
internal static class ResourceRequirementsValidation
{
    public static void Validate(DocumentValue resources, DocumentValue podClaims, string field, FieldErrors errors)
    {
        var limits = resources["limits"u8];
        var requests = resources["requests"u8];
        foreach (var (name, amount) in Sorted(limits))
        {
            var path = $"{field}.limits[{name}]";
            ResourceNames.ContainerResource(name, path, errors);
            ResourceNames.Amount(name, amount, path, errors);
        }

        foreach (var (name, amount) in Sorted(requests))
        {
            var path = $"{field}.requests[{name}]";
            ResourceNames.ContainerResource(name, path, errors);
            ResourceNames.Amount(name, amount, path, errors);
            CompareWithLimit(name, amount, limits[name], field, errors);
        }

        var names = Sorted(limits).Concat(Sorted(requests)).Select(entry => entry.Name).ToList();
        if (names.Any(ResourceNames.IsHugePages) && !names.Exists(name => name is "cpu" or "memory"))
        {
            errors.Forbidden(field, "HugePages require cpu or memory");
        }

        Claims(resources["claims"u8], podClaims, $"{field}.claims", errors);
    }

    private static void CompareWithLimit(string name, DocumentValue request, DocumentValue limit, string field, FieldErrors errors)
    {
        if (!limit.Exists)
        {
            if (!ResourceNames.IsOvercommitAllowed(name))
            {
                errors.Required($"{field}.limits", "Limit must be set for non overcommitable resources");
            }

            return;
        }

        if (!Quantity.TryParse(request, out var asked) || !Quantity.TryParse(limit, out var most))
        {
            return;
        }

        if (asked != most && !ResourceNames.IsOvercommitAllowed(name))
        {
            errors.Invalid($"{field}.requests", asked.ToString(), $"must be equal to {name} limit of {most}");
        }
        else if (asked > most)
        {
            errors.Invalid($"{field}.requests", asked.ToString(), $"must be less than or equal to {name} limit of {most}");
        }
    }

    private static void Claims(DocumentValue claims, DocumentValue podClaims, string field, FieldErrors errors)
    {
        var known = podClaims.Items.ToList().Select(claim => claim["name"u8].AsString("")).Order(StringComparer.Ordinal).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var claim in claims.Items)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{field}[{index++}]");
            var name = claim["name"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required(path);
                continue;
            }

            if (!names.Add(claim["request"u8].AsString() is { Length: > 0 } request ? $"{name}/{request}" : name))
            {
                errors.Duplicate(path, name);
            }

            if (!known.Contains(name))
            {
                var list = known.Count == 0 ? " which is empty" : ": " + string.Join(", ", known);
                errors.Add(new(Fleet.Kubernetes.Api.Errors.FieldErrorType.NotFound, path, $"\"{name}\"", "must be one of the names in pod.spec.resourceClaims" + list));
            }
        }
    }

    private static IEnumerable<DocumentMemberPair> Sorted(DocumentValue list) =>
        list.Members.ToList().Select(member => new DocumentMemberPair(member.Name, member.Value)).OrderBy(pair => pair.Name, StringComparer.Ordinal);

    private readonly record struct DocumentMemberPair(string Name, DocumentValue Value);
}
