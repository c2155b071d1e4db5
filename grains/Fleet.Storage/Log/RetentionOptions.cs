namespace Fleet.Storage.Log;

/// <summary>How much of each stream is kept. What either limit allows to go, goes.</summary>
public sealed record RetentionOptions
{
    public int MaxChanges { get; init; } = 200_000;

    public TimeSpan MaxChangeAge { get; init; } = TimeSpan.FromHours(1);

    public int MaxEvents { get; init; } = 1_000_000;

    public TimeSpan MaxEventAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Null: audit entries are kept for ever.</summary>
    public TimeSpan? MaxAuditAge { get; init; }

    /// <exception cref="ArgumentException">A limit is not positive; the message names it, its value and what is accepted.</exception>
    public void Validate()
    {
        ThrowUnlessPositive(nameof(MaxChanges), MaxChanges, MaxChanges > 0);
        ThrowUnlessPositive(nameof(MaxEvents), MaxEvents, MaxEvents > 0);
        ThrowUnlessPositive(nameof(MaxChangeAge), MaxChangeAge, MaxChangeAge > TimeSpan.Zero);
        ThrowUnlessPositive(nameof(MaxEventAge), MaxEventAge, MaxEventAge > TimeSpan.Zero);
        ThrowUnlessPositive(nameof(MaxAuditAge), MaxAuditAge, MaxAuditAge is not { } age || age > TimeSpan.Zero);
    }

    /// <summary>How many entries of a stream are kept, and for how long.</summary>
    internal (int MaxCount, TimeSpan MaxAge) Of(LogStream stream) => stream switch
    {
        LogStream.Changes => (MaxChanges, MaxChangeAge),
        LogStream.Events => (MaxEvents, MaxEventAge),
        _ => (int.MaxValue, MaxAuditAge ?? TimeSpan.MaxValue),
    };

    private static void ThrowUnlessPositive(string name, object? value, bool isPositive)
    {
        if (!isPositive)
        {
            throw new ArgumentException($"{name} is {value}; it must be greater than 0.");
        }
    }
}
