using Fleet.Storage.Log;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>Which Redis several silos share, and how they speak to it.</summary>
public sealed class RedisStoreOptions
{
    /// <summary>A StackExchange.Redis configuration: <c>host:port</c>, or <c>host:port,password=…,ssl=true</c>.</summary>
    public string Configuration { get; set; } = "localhost:6379";

    /// <summary>Begins the name of every key; two fleets on one Redis need two prefixes. It is the hash tag too: a fleet lives in one slot of a Redis Cluster.</summary>
    public string KeyPrefix { get; set; } = "fleet";

    /// <summary>How much of the log is kept. All silos should say the same: the smallest rules.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>How long to try to reach Redis at the start.</summary>
    public TimeSpan ConnectWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one command may take.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit is tried again when it is not known whether it was written; trying again never writes it twice.</summary>
    public TimeSpan RetryCommitsFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and what is accepted.</exception>
    public void Validate()
    {
        if (KeyPrefix.Length is 0 or > 64 || KeyPrefix.AsSpan().ContainsAny("{} \t\r\n"))
        {
            throw new ArgumentException($"{nameof(KeyPrefix)} is '{KeyPrefix}'; 1 to 64 characters without braces and blanks are accepted.");
        }

        ThrowUnlessPositive(nameof(ConnectWithin), ConnectWithin);
        ThrowUnlessPositive(nameof(CommandTimeout), CommandTimeout);
        ThrowUnlessPositive(nameof(RetryCommitsFor), RetryCommitsFor);
        Retention.Validate();
        Parse();
    }

    /// <summary>What the client library is told.</summary>
    internal ConfigurationOptions Parse()
    {
        ConfigurationOptions parsed;
        try
        {
            parsed = Configuration.Length == 0 ? new ConfigurationOptions() : ConfigurationOptions.Parse(Configuration);
        }
        catch (ArgumentException exception)
        {
            // The value may hold a password: it is not repeated.
            throw new ArgumentException($"{nameof(Configuration)} cannot be read; host:port[,password=…][,ssl=true] is accepted.", exception);
        }

        if (parsed.EndPoints.Count == 0)
        {
            throw new ArgumentException($"{nameof(Configuration)} names no host; host:port[,password=…][,ssl=true] is accepted.");
        }

        // A start without Redis is an error of its own; once connected, the client reconnects for ever.
        parsed.AbortOnConnectFail = true;
        parsed.AsyncTimeout = (int)CommandTimeout.TotalMilliseconds;
        parsed.SyncTimeout = parsed.AsyncTimeout;
        parsed.ClientName ??= "fleet";

        // A silo without its store does nothing: look for it often, not ever more rarely as the client would.
        parsed.ConnectTimeout = Math.Min(parsed.ConnectTimeout, 2000);
        parsed.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        parsed.ReconnectRetryPolicy = new LinearRetry(250);
        return parsed;
    }

    private static void ThrowUnlessPositive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{name} is {value}; it must be greater than 0.");
        }
    }
}
