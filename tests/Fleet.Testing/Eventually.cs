using System.Diagnostics;
using Xunit;

namespace Fleet.Testing;

/// <summary>Waits for what other threads and processes bring about: asks again and again, and fails at a deadline with what was waited for.</summary>
public static class Eventually
{
    /// <summary>For what happens inside a process.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>For what other processes answer, which may have to start first.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">In words, for the failure.</param>
    /// <param name="within">The deadline; half a minute when not given.</param>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) => TrueAsync(() => Task.FromResult(condition()), what, within);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null) => AnswerAsync(condition, holds => holds, within ?? Limit, what);

    /// <summary>Waits until a question has the wanted answer, and gives it.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="wanted">Whether an answer is the one.</param>
    /// <param name="within">The deadline; a minute when not given.</param>
    /// <param name="what">In words, for the failure.</param>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan? within = null, string what = "the wanted answer")
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(clock.Elapsed < (within ?? AnswerLimit), $"Not within {within ?? AnswerLimit}: {what}; the last answer was {answer}.");
            await Task.Delay(Pause);
        }
    }
}
