using System.Globalization;
using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Admission;

/// <summary>Turns the name of a priority class into a number; at most one class is the default (plugin/pkg/admission/priority).</summary>
public sealed class PriorityAdmission : AdmissionPlugin
{
    private const string Group = "scheduling.k8s.io";
    private const string DefaultPreemption = "PreemptLowerPriority";
    private static readonly GroupResource Classes = new(Group, "priorityclasses");

    public override string Name => "Priority";

    public override bool Handles(AdmissionRequest request) =>
        Is(request, AdmissionOperation.Create, "", "pods")
        || Is(request, AdmissionOperation.Update, "", "pods")
        || Is(request, AdmissionOperation.Create, Group, "priorityclasses")
        || Is(request, AdmissionOperation.Update, Group, "priorityclasses");

    public override async ValueTask AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Target.Resource.Resource.Resource != "pods")
        {
            return;
        }

        var spec = request.Object!.GetOrAddObject("spec");
        if (request.Operation == AdmissionOperation.Update)
        {
            Keep(spec, request.OldObject["spec"u8]);
            return;
        }

        var name = spec["priorityClassName"]?.AsString() ?? "";
        var found = name.Length == 0
            ? await DefaultAsync(request, cancellationToken).ConfigureAwait(false)
            : await FindAsync(request.Service, new ObjectKey(Classes, "", name), cancellationToken).ConfigureAwait(false);
        if (!found.Exists && name.Length > 0)
        {
            throw Forbidden(request, $"no PriorityClass with name {name} was found");
        }

        if (found.Exists)
        {
            spec["priorityClassName"] = found["metadata"u8]["name"u8];
        }

        Set(request, spec, "priority", found["value"u8].AsInt64() ?? 0, "integer value of priority");
        SetPreemption(request, spec, found["preemptionPolicy"u8].AsString(DefaultPreemption));
    }

    public override async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Target.Resource.Resource.Resource == "pods" || request.Object!["globalDefault"]?.AsBoolean() != true)
        {
            return;
        }

        var current = await DefaultAsync(request, cancellationToken).ConfigureAwait(false);
        var name = current["metadata"u8]["name"u8].AsString("");
        if (current.Exists && (request.Operation == AdmissionOperation.Create || name != request.Object["metadata"]?["name"]?.AsString()))
        {
            throw Forbidden(request, $"PriorityClass {name} is already marked as default. Only one default can exist");
        }
    }

    /// <summary>What was computed once stays when an update leaves it out.</summary>
    private static void Keep(DocumentNode spec, DocumentValue old)
    {
        foreach (var field in (ReadOnlySpan<string>)["priority", "preemptionPolicy"])
        {
            if (spec[field] is null && old[field].Exists)
            {
                spec[field] = old[field];
            }
        }
    }

    /// <summary>The class marked as default; the lowest of several.</summary>
    private static async ValueTask<DocumentValue> DefaultAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var classes = await ListAsync(request.Service, Classes, null, cancellationToken).ConfigureAwait(false);
        return classes.Where(item => item["globalDefault"u8].AsBoolean() == true).OrderBy(item => item["value"u8].AsInt64() ?? 0).FirstOrDefault();
    }

    private static void Set(AdmissionRequest request, DocumentNode spec, string field, long value, string what)
    {
        if (spec[field]?.AsInt64() is { } given && given != value)
        {
            throw Forbidden(request, string.Create(
                CultureInfo.InvariantCulture,
                $"the {what} ({given}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name"));
        }

        spec[field] = value;
    }

    private static void SetPreemption(AdmissionRequest request, DocumentNode spec, string policy)
    {
        if (spec["preemptionPolicy"]?.AsString() is { } given && given != policy)
        {
            throw Forbidden(
                request,
                $"the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        spec["preemptionPolicy"] = policy;
    }
}
