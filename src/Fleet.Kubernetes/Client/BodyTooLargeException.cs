namespace Fleet.Kubernetes.Client;

/// <summary>An object (or what stands for one) is larger than allowed; turned into a <see cref="MalformedResponseException"/> that names the request.</summary>
internal sealed class BodyTooLargeException(int limit) : Exception($"an object of more than {limit} bytes");
