using System.Security.Cryptography;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.ServerSideApply;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>
/// <c>serviceaccounts/token</c> (pkg/registry/core/serviceaccount/storage/token.go): checks what is asked and answers with a token. The token is
/// opaque: simulated clusters authenticate people, not pods.
/// </summary>
internal sealed class TokenRequestHandler : ISubresourceHandler
{
    private const long ShortestSeconds = 600;
    private static readonly GroupVersionKind Kind = new("authentication.k8s.io", "v1", "TokenRequest");

    public async ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        var account = await request.Service.GetAsync(request.Context, request.Target with { Subresource = null }, cancellationToken);
        var body = request.Body ?? throw StatusError.BadRequest("the request has no TokenRequest");
        var now = request.Service.Time.GetUtcNow();
        var asked = Normalisation.Apply(Kind, body.Root);
        Defaults.Apply(Kind, asked);
        var seconds = asked["spec"]!["expirationSeconds"]!.AsInt64() ?? 0;
        Check(seconds);
        if (asked["spec"]!["audiences"] is null or { Count: 0 })
        {
            asked["spec"]!["audiences"] = DocumentNode.Array("https://kubernetes.default.svc");
        }

        var metadata = asked.GetOrAddObject("metadata");
        metadata["name"] = account["metadata"u8]["name"u8];
        metadata["namespace"] = account["metadata"u8]["namespace"u8];
        var owned = request.Service.Options.FieldManager.Update(null, asked.ToDocument(), new FieldManagerContext
        {
            Schema = BuiltInSchemas.Instance.Find(Kind)!,
            Kind = Kind,
            Manager = request.Context.FieldManager.Length > 0 ? request.Context.FieldManager : request.Context.UserAgent.Split('/')[0],
            Now = now,
            Subresource = "token",
        });
        var answer = owned.Root.ToNode();
        metadata = answer.GetOrAddObject("metadata");
        metadata["uid"] = account["metadata"u8]["uid"u8];
        metadata["creationTimestamp"] = Timestamps.Format(now);
        answer["status"] = DocumentNode.Object(
            ("token", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))),
            ("expirationTimestamp", Timestamps.Format(now.AddSeconds(seconds))));
        return SubresourceResponse.Created(answer.ToDocument());
    }

    private static void Check(long seconds)
    {
        var problem = seconds < ShortestSeconds
            ? "may not specify a duration less than 10 minutes"
            : seconds > 1L << 32 ? "may not specify a duration larger than 2^32 seconds" : null;
        if (problem is not null)
        {
            throw StatusError.Invalid(Kind.GroupKind, "", [FieldError.Invalid("spec.expirationSeconds", seconds, problem)]);
        }
    }
}
