namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>The answer of an authorizer. <see cref="Reason"/> is shown to the client; <see cref="Error"/> where evaluating failed in part.</summary>
public sealed record AuthorizationDecision(bool Allowed, string Reason = "", string Error = "");
