namespace Fleet.Grains.Queries;

/// <summary>What silos answered, and which clusters none of them answered for.</summary>
internal sealed record Gathered(IReadOnlyList<SiloAnswer> Answers, IReadOnlyList<string> Missing);
