namespace Fleet.Kubernetes.Api.Errors;

/// <summary>One of several causes of a failure; empty parts are left out of the answer.</summary>
public sealed record StatusCause(string Reason, string Message, string Field);
