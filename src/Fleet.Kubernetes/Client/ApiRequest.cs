namespace Fleet.Kubernetes.Client;

/// <summary>One request, in a form that can be sent twice (a 401 renews the credentials and tries again).</summary>
internal sealed class ApiRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Relative to the API's root, without a leading slash, escaped.</summary>
    public required string Path { get; init; }

    public ApiQuery Query { get; init; } = new();

    public string Accept { get; init; } = "application/json";

    /// <summary>Beside those every request has.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>For messages: method and path; the query holds nothing a reader needs and may be long.</summary>
    public override string ToString() => $"{Method} /{Path}";
}
