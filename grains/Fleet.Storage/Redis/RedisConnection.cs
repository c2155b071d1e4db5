using System.Globalization;
using System.Net;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>The connection to Redis; its errors become <see cref="StorageUnavailableException"/> that name the host, never the password.</summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private static readonly string[] PassingRefusals = ["NOSCRIPT", "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN"];
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(250);

    private readonly string _host;

    private RedisConnection(ConnectionMultiplexer multiplexer, string host)
    {
        Multiplexer = multiplexer;
        _host = host;
    }

    public ConnectionMultiplexer Multiplexer { get; }

    public IDatabase Database => Multiplexer.GetDatabase();

    /// <exception cref="StorageUnavailableException">Redis could not be reached in time.</exception>
    public static async Task<RedisConnection> OpenAsync(RedisStoreOptions options, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        var configuration = options.Parse();
        var host = string.Join(", ", configuration.EndPoints.Select(Spell));
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var connection = new RedisConnection(await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(cancellationToken).ConfigureAwait(false), host);
                await connection.WarnIfForgetfulAsync(log).ConfigureAwait(false);
                return connection;
            }
            catch (RedisConnectionException exception) when (exception.FailureType == ConnectionFailureType.AuthenticationFailure)
            {
                throw new StorageUnavailableException($"Redis at {host} refuses the credentials it was given.", exception);
            }
            catch (RedisConnectionException exception) when (time.GetElapsedTime(started) >= options.ConnectWithin)
            {
                throw new StorageUnavailableException(
                    $"Redis at {host} could not be reached within {options.ConnectWithin.TotalSeconds} s. Check the address, the network and that it is running.", exception);
            }
            catch (RedisConnectionException)
            {
                await Task.Delay(ConnectPause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs commands; what can go wrong with Redis becomes one error.</summary>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> run)
    {
        try
        {
            return await run(Database).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfRedis(exception))
        {
            throw Explain(exception);
        }
    }

    public StorageUnavailableException Explain(Exception exception) => new(exception switch
    {
        RedisServerException => $"Redis at {_host} refuses: {exception.Message}",
        RedisTimeoutException => $"Redis at {_host} did not answer in time.",
        _ => $"Redis at {_host} is away. It is tried again.",
    }, exception);

    public static bool IsOfRedis(Exception exception) => exception is RedisException or RedisTimeoutException or RedisCommandException;

    /// <summary>A refusal that will be one again, unlike those of a Redis that starts, fails over or lost its scripts.</summary>
    public static bool IsLasting(Exception exception) =>
        exception is RedisServerException && !Array.Exists(PassingRefusals, refusal => exception.Message.StartsWith(refusal, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Multiplexer.DisposeAsync().ConfigureAwait(false);

    private static string Spell(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString() ?? "?",
    };

    private async Task WarnIfForgetfulAsync(ILogger log)
    {
        try
        {
            var answer = (string?)await Database.ExecuteAsync("INFO", "persistence").ConfigureAwait(false);
            if (answer?.Contains("aof_enabled:0", StringComparison.Ordinal) == true)
            {
                LogForgetful(log, _host);
            }
        }
        catch (Exception exception) when (IsOfRedis(exception))
        {
            // Managed Redis services may not show it.
            LogUnknownPersistence(log, _host, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Redis at {Host} does not keep an append-only file: what was acknowledged is lost when it restarts. Set appendonly yes")]
    private static partial void LogForgetful(ILogger log, string host);

    [LoggerMessage(2, LogLevel.Information, "Redis at {Host} does not say whether it keeps an append-only file: {Reason}")]
    private static partial void LogUnknownPersistence(ILogger log, string host, string reason);
}
