using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>What a <see cref="Reflector"/> follows, and how.</summary>
public sealed record ReflectorOptions
{
    /// <summary>The resource to follow.</summary>
    public required GroupVersionResource Resource { get; init; }

    /// <summary>The kind of its objects.</summary>
    public required GroupVersionKind Kind { get; init; }

    /// <summary>One namespace, or null for all (and for cluster-scoped resources).</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Objects a page of a paged list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Asks for the initial state as a stream (KEP-3157) and falls back to pages where the server refuses.</summary>
    public bool StreamingList { get; init; } = true;

    /// <summary>Events decoded ahead of the consumer; then the server is held back.</summary>
    public int BufferCapacity { get; init; } = 256;

    /// <summary>Bytes decoded ahead of the consumer; one object larger than that goes alone.</summary>
    public int BufferBytes { get; init; } = 16 << 20;

    /// <summary>No complete event, not even a bookmark (servers send one a minute), for this long: the connection is dead.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long the server may keep one watch open; a random part up to as much again is added.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>More objects than this are a server gone mad.</summary>
    public int MaxObjects { get; init; } = 1_000_000;

    /// <summary>Told of each new state, on the reflector's own path: it must be quick and not throw.</summary>
    public Action<ReflectorState>? StateChanged { get; init; }

    internal ResourceAddress Collection => new(Resource, Namespace);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        Collection.ToPath();
        Range(nameof(PageSize), PageSize, 1, 10_000);
        Range(nameof(BufferCapacity), BufferCapacity, 1, 65_536);
        Range(nameof(BufferBytes), BufferBytes, 1 << 16, 1 << 30);
        Range(nameof(MaxObjects), MaxObjects, 1, 100_000_000);
        if (StallTimeout <= TimeSpan.Zero || ServerTimeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(StallTimeout)} is {StallTimeout}, {nameof(ServerTimeout)} is {ServerTimeout}; more than zero is accepted.");
        }
    }

    private static void Range(string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            throw new ArgumentException($"{name} is {value}; {low} to {high} is accepted.");
        }
    }
}
