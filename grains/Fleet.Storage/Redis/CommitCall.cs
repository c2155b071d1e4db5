using System.Globalization;
using Fleet.Storage.Log;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>A commit as keys and arguments of <c>commit.lua</c>, and its answer.</summary>
internal sealed class CommitCall
{
    /// <summary>How many outcomes a process keeps; more commits than this are never under way at once.</summary>
    public const int Slots = 8192;

    private readonly FleetCommit _commit;
    private readonly List<RedisKey> _keys;
    private readonly List<RedisValue> _values;

    public CommitCall(FleetCommit commit, RedisKeys keys, string session, long sequence, DateTimeOffset now)
    {
        _commit = commit;
        _keys =
        [
            keys.Position, keys.Trimmed, keys.Stream(LogStream.Changes), keys.Stream(LogStream.Events), keys.Stream(LogStream.Audit), keys.Session(session),
            keys.Records(RecordKey.Declared),
        ];
        _values =
        [
            sequence, sequence % Slots, now.UtcTicks, 0, (string?)keys.Channel, commit.Fence is { } fence ? RedisKeys.Field(RecordKey.Ownership(fence.Partition)) : "",
            commit.Fence?.Epoch ?? 0, commit.Mutations.Count, commit.Events.Count, commit.Audit.Count,
        ];
        AddMutations(keys);
        _values.AddRange(commit.Events.Concat(commit.Audit).Select(document => (RedisValue)document.ToUtf8()));
    }

    /// <summary>Runs it. Null when it is not known how it ended.</summary>
    /// <exception cref="StorageException">It conflicts or is fenced.</exception>
    public async Task<CommitResult?> RunAsync(IDatabase database, long knownHead)
    {
        _values[3] = knownHead;
        var answer = (RedisResult[])(await database.ScriptEvaluateAsync(RedisScripts.Commit, [.. _keys], [.. _values]).ConfigureAwait(false))!;
        return (string?)answer[0] switch
        {
            "done" => ParseOutcome((string)answer[1]!),
            "fenced" => throw new FencedException(_commit.Fence!, (long)answer[1]),
            "conflict" => throw ConflictOf((int)answer[1], (RedisValue)answer[2]),
            _ => null,
        };
    }

    private void AddMutations(RedisKeys keys)
    {
        var indexes = new Dictionary<string, int>();
        foreach (var mutation in _commit.Mutations)
        {
            var partition = mutation.Key.Partition;
            if (!indexes.TryGetValue(partition, out var index))
            {
                _keys.Add(keys.Records(partition));
                indexes[partition] = index = _keys.Count;
            }

            _values.AddRange(
            [
                index, partition, RedisKeys.Field(mutation.Key), mutation.ExpectedVersion is { } expected ? expected : "", mutation.IsLogged ? 1 : 0,
                mutation.Document is null ? "delete" : "set", mutation.Document is { } document ? (RedisValue)document.ToUtf8() : "",
            ]);
        }
    }

    private static CommitResult ParseOutcome(string outcome)
    {
        var numbers = Array.ConvertAll(outcome.Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture));
        return new CommitResult(numbers[0], numbers[1..]);
    }

    private CommitConflictException ConflictOf(int index, RedisValue current)
    {
        var key = _commit.Mutations[index].Key;
        return new CommitConflictException(key, current.IsNullOrEmpty ? null : RedisRecord.Parse(key, current));
    }
}
