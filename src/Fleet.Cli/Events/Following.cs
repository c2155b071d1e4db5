using System.Runtime.CompilerServices;

namespace Fleet.Cli.Events;

/// <summary>Streams that never end, ended.</summary>
internal static class Following
{
    /// <summary>Before its first answer a server may have to be connected to.</summary>
    private const int FirstFactor = 3;

    /// <summary>The stream until nothing came for <paramref name="quiet"/>; for ever when that is null.</summary>
    public static async IAsyncEnumerable<T> Until<T>(IAsyncEnumerable<T> stream, TimeSpan? quiet, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = quiet * FirstFactor;
        await using var enumerator = stream.GetAsyncEnumerator(stop.Token);
        while (true)
        {
            var next = enumerator.MoveNextAsync().AsTask();
            if (wait is { } span)
            {
                using var idle = new CancellationTokenSource();
                var silence = Task.Delay(span, time, idle.Token);
                if (await Task.WhenAny(next, silence) == silence)
                {
                    await stop.CancelAsync();
                    await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    yield break;
                }

                await idle.CancelAsync();
            }

            if (!await next)
            {
                yield break;
            }

            wait = quiet;
            yield return enumerator.Current;
        }
    }
}
