using System.Numerics;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters;

/// <summary>Names every option that is out of range, its value and what is accepted.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var failures = new List<string>();
        void Check(bool holds, string option, object value, string accepted)
        {
            if (!holds)
            {
                failures.Add($"{ClusterOptions.Section}:{option} is {value}; {accepted} is accepted.");
            }
        }

        void Span(string option, TimeSpan value, TimeSpan low, TimeSpan high) => Check(value >= low && value <= high, option, value, $"{low} to {high}");

        var tick = TimeSpan.FromMilliseconds(1);
        Check(options.MaxConcurrentConnects is >= 1 and <= 1024, nameof(options.MaxConcurrentConnects), options.MaxConcurrentConnects, "1 to 1024");
        Check(options.MaxConcurrentReads is >= 1 and <= 1024, nameof(options.MaxConcurrentReads), options.MaxConcurrentReads, "1 to 1024");
        Span(nameof(options.ConnectTimeout), options.ConnectTimeout, tick, TimeSpan.FromMinutes(1));
        Span(nameof(options.RequestTimeout), options.RequestTimeout, tick, TimeSpan.FromMinutes(10));
        Span(nameof(options.CheckInterval), options.CheckInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Span(nameof(options.AccessInterval), options.AccessInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Span(nameof(options.StatusDelay), options.StatusDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Span(nameof(options.BatchDelay), options.BatchDelay, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Check(options.BatchSize is >= 1 and <= 10_000, nameof(options.BatchSize), options.BatchSize, "1 to 10000");
        Check(options.ObjectsPerShard is >= 100 and <= 1_000_000, nameof(options.ObjectsPerShard), options.ObjectsPerShard, "100 to 1000000");
        Check(options.MaxShards is >= 1 and <= 1024 && BitOperations.IsPow2(options.MaxShards), nameof(options.MaxShards), options.MaxShards, "a power of two up to 1024");
        Check(options.MaxObjects is >= 100 and <= 100_000_000, nameof(options.MaxObjects), options.MaxObjects, "100 to 100000000");
        Check(options.MaxBytes is >= 1L << 20 and <= 1L << 40, nameof(options.MaxBytes), options.MaxBytes, "1048576 to 1099511627776");
        Span(nameof(options.KubeconfigDirectoryInterval), options.KubeconfigDirectoryInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Span(nameof(options.KubeconfigRemovalDelay), options.KubeconfigRemovalDelay, TimeSpan.Zero, TimeSpan.FromDays(1));
        Check(options.KubeconfigDirectory is null || Path.IsPathRooted(options.KubeconfigDirectory), nameof(options.KubeconfigDirectory), $"\"{options.KubeconfigDirectory}\"", "an absolute path");
        foreach (var folder in options.KubeconfigFolders)
        {
            Check(Path.IsPathRooted(folder), nameof(options.KubeconfigFolders), $"\"{folder}\"", "an absolute path");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
