using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>The tables whose cells are fields of the object, nothing more.</summary>
internal static class FieldPrinters
{
    public static IEnumerable<KeyValuePair<string, KindPrinter>> All() => [.. Core(), .. Storage(), .. Admission(), .. Others()];

    private static IEnumerable<KeyValuePair<string, KindPrinter>> Core() =>
    [
        Of("podtemplates", (cells, value) => cells.Name(value)
            .Containers(value["template"u8]["spec"u8])
            .Text(SelectorText.Labels(value["template"u8]["metadata"u8]["labels"u8]))),
        Of("namespaces", (cells, value) => cells.Name(value).Text(value["status"u8]["phase"u8]).Age(value)),
        Of("configmaps", (cells, value) => cells.Name(value).Number(value["data"u8].Count + value["binaryData"u8].Count).Age(value)),
        Of("secrets", (cells, value) => cells.Name(value).Text(value["type"u8]).Number(value["data"u8].Count).Age(value)),
        Of("serviceaccounts", (cells, value) => cells.Name(value).Number(value["secrets"u8].Count).Age(value)),
        Of("componentstatuses", (cells, value) =>
        {
            var condition = value["conditions"u8][0];
            var status = condition["status"u8].AsString() switch { "True" => "Healthy", "False" => "Unhealthy", _ => "Unknown" };
            cells.Name(value).Text(status).Text(condition["message"u8]).Text(condition["error"u8]);
        }),
        Of("controllerrevisions.apps", (cells, value) => cells.Name(value).Text(Controller(value)).Number(value["revision"u8]).Age(value)),
        Of("poddisruptionbudgets.policy", (cells, value) => cells.Name(value)
            .Text(IntOrString(value["spec"u8]["minAvailable"u8], "N/A"))
            .Text(IntOrString(value["spec"u8]["maxUnavailable"u8], "N/A"))
            .Number(value["status"u8]["disruptionsAllowed"u8])
            .Age(value)),
    ];

    private static IEnumerable<KeyValuePair<string, KindPrinter>> Storage() =>
    [
        Of("storageclasses.storage.k8s.io", (cells, value) => cells
            .Text(value["metadata"u8]["name"u8].AsString("")
                + (value["metadata"u8]["annotations"u8]["storageclass.kubernetes.io/is-default-class"u8].StringEquals("true"u8) ? " (default)" : ""))
            .Text(value["provisioner"u8])
            .Text(value["reclaimPolicy"u8], "Delete")
            .Text(value["volumeBindingMode"u8], "Immediate")
            .Boolean(value["allowVolumeExpansion"u8].AsBoolean() == true)
            .Age(value)),
        Of("volumeattributesclasses.storage.k8s.io", (cells, value) => cells.Name(value).Text(value["driverName"u8]).Age(value)),
        Of("volumeattachments.storage.k8s.io", (cells, value) => cells.Name(value)
            .Text(value["spec"u8]["attacher"u8])
            .Text(value["spec"u8]["source"u8]["persistentVolumeName"u8])
            .Text(value["spec"u8]["nodeName"u8])
            .Boolean(value["status"u8]["attached"u8].AsBoolean() == true)
            .Age(value)),
        Of("csinodes.storage.k8s.io", (cells, value) => cells.Name(value).Number(value["spec"u8]["drivers"u8].Count).Age(value)),
        Of("csidrivers.storage.k8s.io", (cells, value) =>
        {
            var spec = value["spec"u8];
            var audiences = spec["tokenRequests"u8].Items.ToList().Select(request => request["audience"u8].AsString(""));
            var modes = spec["volumeLifecycleModes"u8].Items.ToList().Select(mode => mode.AsString(""));
            cells.Name(value)
                .Boolean(spec["attachRequired"u8].AsBoolean() ?? true)
                .Boolean(spec["podInfoOnMount"u8].AsBoolean() == true)
                .Boolean(spec["storageCapacity"u8].AsBoolean() == true)
                .Text(spec["tokenRequests"u8].Count == 0 ? Cells.Unset : string.Join(',', audiences))
                .Boolean(spec["requiresRepublish"u8].AsBoolean() == true)
                .Text(spec["volumeLifecycleModes"u8].Count == 0 ? "Persistent" : string.Join(',', modes))
                .Age(value);
        }),
        Of("csistoragecapacities.storage.k8s.io", (cells, value) => cells.Name(value)
            .Text(value["storageClassName"u8])
            .Text(value["capacity"u8], Cells.Unset)),
    ];

    private static IEnumerable<KeyValuePair<string, KindPrinter>> Admission()
    {
        foreach (var resource in new[] { "mutatingwebhookconfigurations", "validatingwebhookconfigurations" })
        {
            yield return Of($"{resource}.admissionregistration.k8s.io", (cells, value) => cells.Name(value).Number(value["webhooks"u8].Count).Age(value));
        }

        foreach (var (resource, rules) in new[] { ("validatingadmissionpolicies", "validations"), ("mutatingadmissionpolicies", "mutations") })
        {
            yield return Of($"{resource}.admissionregistration.k8s.io", (cells, value) => cells.Name(value)
                .Number(value["spec"u8][rules].Count)
                .Text(ParamKind(value["spec"u8]["paramKind"u8]))
                .Age(value));
        }

        foreach (var resource in new[] { "validatingadmissionpolicybindings", "mutatingadmissionpolicybindings" })
        {
            yield return Of($"{resource}.admissionregistration.k8s.io", (cells, value) => cells.Name(value)
                .Text(value["spec"u8]["policyName"u8])
                .Text(ParamRef(value["spec"u8]["paramRef"u8]))
                .Age(value));
        }
    }

    private static IEnumerable<KeyValuePair<string, KindPrinter>> Others() =>
    [
        Of("ingressclasses.networking.k8s.io", (cells, value) =>
        {
            var parameters = value["spec"u8]["parameters"u8];
            var kind = parameters["apiGroup"u8].AsString() is { Length: > 0 } group ? $"{parameters["kind"u8].AsString("")}.{group}" : parameters["kind"u8].AsString("");
            cells.Name(value)
                .Text(value["spec"u8]["controller"u8])
                .Text(parameters.IsObject ? $"{kind}/{parameters["name"u8].AsString("")}" : Cells.None)
                .Age(value);
        }),
        Of("networkpolicies.networking.k8s.io", (cells, value) => cells.Name(value).Text(SelectorText.Selector(value["spec"u8]["podSelector"u8])).Age(value)),
        Of("ipaddresses.networking.k8s.io", (cells, value) => cells.Name(value).Text(ParentReference(value["spec"u8]["parentRef"u8]))),
        Of("servicecidrs.networking.k8s.io", (cells, value) => cells.Name(value)
            .Text(string.Join(',', value["spec"u8]["cidrs"u8].Items.ToList().Select(cidr => cidr.AsString(""))))
            .Age(value)),
        Of("leases.coordination.k8s.io", (cells, value) => cells.Name(value).Text(value["spec"u8]["holderIdentity"u8]).Age(value)),
        Of("priorityclasses.scheduling.k8s.io", (cells, value) => cells.Name(value)
            .Number(value["value"u8])
            .Boolean(value["globalDefault"u8].AsBoolean() == true)
            .Age(value)
            .Text(value["preemptionPolicy"u8])),
        Of("runtimeclasses.node.k8s.io", (cells, value) => cells.Name(value).Text(value["handler"u8]).Age(value)),
        Of("flowschemas.flowcontrol.apiserver.k8s.io", (cells, value) => cells.Name(value)
            .Text(value["spec"u8]["priorityLevelConfiguration"u8]["name"u8], Cells.None)
            .Number(value["spec"u8]["matchingPrecedence"u8])
            .Text(value["spec"u8]["distinguisherMethod"u8]["type"u8], Cells.None)
            .Age(value)
            .Text(PodSummary.ConditionStatus(value, "Dangling") ?? "?")),
        Of("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", PriorityLevel),
        Of("resourceclaims.resource.k8s.io", (cells, value) => cells.Name(value).Text(ClaimState(value)).Age(value)),
        Of("resourceclaimtemplates.resource.k8s.io", (cells, value) => cells.Name(value).Age(value)),
        Of("deviceclasses.resource.k8s.io", (cells, value) => cells.Name(value).Age(value)),
        Of("resourceslices.resource.k8s.io", (cells, value) => cells.Name(value)
            .Text(value["spec"u8]["nodeName"u8])
            .Text(value["spec"u8]["driver"u8])
            .Text(value["spec"u8]["pool"u8]["name"u8])
            .Age(value)),
        Of("apiservices.apiregistration.k8s.io", ApiService),
    ];

    private static KeyValuePair<string, KindPrinter> Of(string resource, Action<Cells, DocumentValue> write) => new(resource, new FieldPrinter(resource, write));

    private static void PriorityLevel(Cells cells, DocumentValue value)
    {
        var spec = value["spec"u8];
        var limited = spec["limited"u8];
        var queuing = limited["limitResponse"u8]["queuing"u8];
        var shares = limited.IsObject ? limited["nominalConcurrencyShares"u8] : spec["exempt"u8]["nominalConcurrencyShares"u8];
        cells = cells.Name(value).Text(spec["type"u8]);
        cells = shares.IsNumber ? cells.Number(shares) : cells.Text(Cells.None);
        foreach (var count in new[] { queuing["queues"u8], queuing["handSize"u8], queuing["queueLengthLimit"u8] })
        {
            cells = count.IsNumber ? cells.Number(count) : cells.Text(Cells.None);
        }

        cells.Age(value);
    }

    private static void ApiService(Cells cells, DocumentValue value)
    {
        var service = value["spec"u8]["service"u8];
        var available = "Unknown";
        foreach (var condition in value["status"u8]["conditions"u8].Items)
        {
            if (condition["type"u8].StringEquals("Available"u8))
            {
                available = condition["status"u8].AsString("");
                available = available == "True" ? available : $"{available} ({condition["reason"u8].AsString("")})";
            }
        }

        cells.Name(value)
            .Text(service.IsObject ? $"{service["namespace"u8].AsString("")}/{service["name"u8].AsString("")}" : "Local")
            .Text(available)
            .Age(value);
    }

    private static string Controller(DocumentValue value)
    {
        foreach (var owner in value["metadata"u8]["ownerReferences"u8].Items)
        {
            if (owner["controller"u8].AsBoolean() == true)
            {
                var group = owner["apiVersion"u8].AsString("").Split('/') is [var name, _] ? $".{name}" : "";
                return $"{owner["kind"u8].AsString("").ToLowerInvariant()}{group}/{owner["name"u8].AsString("")}";
            }
        }

        return Cells.None;
    }

    private static string ClaimState(DocumentValue claim)
    {
        var status = claim["status"u8];
        var states = new List<string>();
        if (!claim["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined)
        {
            states.Add("deleted");
        }

        if (status["allocation"u8].IsObject)
        {
            states.Add("allocated");
        }

        if (status["reservedFor"u8].Count > 0)
        {
            states.Add("reserved");
        }

        return states.Count == 0 ? "pending" : string.Join(',', states);
    }

    private static string ParamKind(DocumentValue kind) => kind.IsObject ? $"{kind["apiVersion"u8].AsString("")}/{kind["kind"u8].AsString("")}" : Cells.Unset;

    private static string ParamRef(DocumentValue reference)
    {
        if (reference["name"u8].AsString() is { Length: > 0 } name)
        {
            return reference["namespace"u8].AsString() is { Length: > 0 } space ? $"{space}/{name}" : name;
        }

        return reference["selector"u8].IsObject ? SelectorText.Selector(reference["selector"u8], empty: "") : Cells.Unset;
    }

    private static string ParentReference(DocumentValue parent)
    {
        var resource = parent["resource"u8].AsString("").ToLowerInvariant();
        var group = parent["group"u8].AsString() is { Length: > 0 } name ? $".{name}" : "";
        return parent.IsObject ? $"{resource}{group}/{parent["namespace"u8].AsString("")}/{parent["name"u8].AsString("")}" : Cells.None;
    }

    private static string IntOrString(DocumentValue value, string absent) => value.AsString() ?? (value.IsNumber ? value.ToString() : absent);
}
