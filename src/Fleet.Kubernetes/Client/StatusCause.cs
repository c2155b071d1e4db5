namespace Fleet.Kubernetes.Client;

/// <summary>One cause in <c>details.causes</c> of a <c>Status</c>: which field (may be empty), why in a word, and in a sentence.</summary>
public readonly record struct StatusCause(string Reason, string Message, string Field);
