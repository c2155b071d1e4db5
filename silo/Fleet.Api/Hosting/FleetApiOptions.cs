using Fleet.Api.Storage;

namespace Fleet.Api.Hosting;

/// <summary>How the API is served (section <c>Fleet:Api</c>).</summary>
public sealed record FleetApiOptions
{
    /// <summary>How far back watches can resume.</summary>
    public WatchCacheOptions History { get; init; } = new();

    /// <summary>Longer request bodies are answered with 413.</summary>
    public int MaxBodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and what is accepted.</exception>
    public void Validate()
    {
        History.Validate();
        if (MaxBodyBytes < 1024)
        {
            throw new ArgumentException($"Fleet:Api:MaxBodyBytes is {MaxBodyBytes}; at least 1024 is accepted.");
        }
    }
}
