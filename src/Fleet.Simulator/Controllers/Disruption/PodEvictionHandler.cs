using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Disruption;

/// <summary>
/// <c>pods/eviction</c>: deletes a pod when its PodDisruptionBudget allows it. After <c>EvictionREST</c> of
/// <c>k8s.io/kubernetes/pkg/registry/core/pod/storage</c>.
/// </summary>
internal sealed class PodEvictionHandler : ISubresourceHandler
{
    private const string Refused = "Cannot evict pod as it would violate the pod's disruption budget.";

    // More evictions than the controller has confirmed are a sign that it does not run.
    private const int MaxDisruptedPods = 2000;

    public async ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body ?? throw StatusError.BadRequest("the request has no Eviction");
        var name = request.Target.Name ?? "";
        if (body.Name() != name)
        {
            throw StatusError.BadRequest("name in URL does not match name in Eviction object");
        }

        var objects = new ObjectClient(request.Service, "kube-apiserver");
        var pod = await objects.GetAsync(KnownResources.Pods, new ObjectName(request.Target.Namespace ?? "", name), cancellationToken)
            ?? throw StatusError.NotFound(KnownResources.Pods.GroupResource, name);
        if (!IsDoomed(pod) && await FindBudgetAsync(objects, pod, cancellationToken) is { } budget)
        {
            await TakeFromAsync(objects, budget, pod, request.Context.DryRun, cancellationToken);
        }

        await DeleteAsync(request, pod, body, cancellationToken);
        return SubresourceResponse.Created(Success());
    }

    /// <summary>Pods that serve nobody are evicted without asking a budget.</summary>
    private static bool IsDoomed(Document pod) =>
        pod.IsBeingDeleted() || pod["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed" or "Pending";

    private static async ValueTask<Document?> FindBudgetAsync(ObjectClient objects, Document pod, CancellationToken cancellationToken)
    {
        var budgets = await objects.ListAsync(KnownResources.PodDisruptionBudgets, pod.Namespace(), cancellationToken);
        var matching = budgets.Where(budget => LabelSelector.From(budget["spec"u8]["selector"u8]).Matches(pod.Labels())).ToList();
        if (matching.Count > 1)
        {
            throw StatusError.Unknown("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        return matching.FirstOrDefault();
    }

    private static async ValueTask TakeFromAsync(ObjectClient objects, Document budget, Document pod, bool dryRun, CancellationToken cancellationToken)
    {
        var ready = PodReadiness.IsReady(pod);
        if (!ready && MayEvictUnready(budget))
        {
            return;
        }

        Check(budget);
        if (dryRun)
        {
            return;
        }

        var now = Timestamps.Format(objects.Service.Time.GetUtcNow());
        await objects.MutateAsync(
            KnownResources.PodDisruptionBudgets,
            budget.Key(),
            node =>
            {
                Check(node.ToDocument());
                var status = node.GetOrAddObject("status");
                var allowed = (status["disruptionsAllowed"]?.AsInt64() ?? 0) - 1;
                status["disruptionsAllowed"] = allowed;
                status.GetOrAddObject("disruptedPods")[pod.Name()] = now;
                if (allowed == 0)
                {
                    SetExhausted(status, budget.Generation(), now);
                }

                return true;
            },
            cancellationToken,
            "status");
    }

    private static bool MayEvictUnready(Document budget) =>
        budget["spec"u8]["unhealthyPodEvictionPolicy"u8].AsString() == "AlwaysAllow"
        || ((budget["status"u8]["currentHealthy"u8].AsInt64() ?? 0) >= (budget["status"u8]["desiredHealthy"u8].AsInt64() ?? 0)
            && (budget["status"u8]["desiredHealthy"u8].AsInt64() ?? 0) > 0);

    private static void Check(Document budget)
    {
        var status = budget["status"u8];
        if ((status["observedGeneration"u8].AsInt64() ?? 0) < budget.Generation())
        {
            throw TooManyRequests($"The disruption budget {budget.Name()} is still being processed by the server.", 10);
        }

        var allowed = status["disruptionsAllowed"u8].AsInt64() ?? 0;
        if (status["disruptedPods"u8].Count > MaxDisruptedPods)
        {
            throw StatusError.Forbidden(KnownResources.PodDisruptionBudgets.GroupResource, budget.Name(), "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (allowed <= 0)
        {
            throw TooManyRequests(
                $"The disruption budget {budget.Name()} needs {status["desiredHealthy"u8].AsInt64() ?? 0} healthy pods and has {status["currentHealthy"u8].AsInt64() ?? 0} currently", 0);
        }
    }

    private static ApiException TooManyRequests(string cause, int retryAfter) => new(429, "TooManyRequests", Refused, new StatusDetails
    {
        Causes = [new StatusCause("DisruptionBudget", cause, "")],
        RetryAfterSeconds = retryAfter,
    });

    private static void SetExhausted(DocumentNode status, long generation, string now) => status["conditions"] = DocumentNode.Array(DocumentNode.Object(
        ("type", "DisruptionAllowed"),
        ("status", "False"),
        ("observedGeneration", generation),
        ("lastTransitionTime", now),
        ("reason", "InsufficientPods"),
        ("message", "")));

    private static async ValueTask DeleteAsync(SubresourceRequest request, Document pod, Document eviction, CancellationToken cancellationToken)
    {
        var wanted = eviction["deleteOptions"u8];
        var options = new DeleteOptions
        {
            GracePeriodSeconds = wanted["gracePeriodSeconds"u8].AsInt64(),
            Preconditions = new Preconditions(
                wanted["preconditions"u8]["uid"u8].AsString() ?? pod.Uid(), wanted["preconditions"u8]["resourceVersion"u8].AsString()),
        };
        await request.Service.DeleteAsync(request.Context, request.Target with { Subresource = null }, options, cancellationToken);
    }

    private static Document Success() => DocumentNode.Object(
        ("kind", "Status"), ("apiVersion", "v1"), ("metadata", DocumentNode.Object()), ("status", "Success"), ("code", 201)).ToDocument();
}
