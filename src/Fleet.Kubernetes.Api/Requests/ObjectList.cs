using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Requests;

/// <summary>One page of a list; <see cref="Continue"/> is empty on the last.</summary>
public sealed record ObjectList(long ResourceVersion, IReadOnlyList<Document> Items, string Continue = "", long? RemainingItemCount = null);
