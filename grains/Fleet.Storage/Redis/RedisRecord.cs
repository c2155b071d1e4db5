using System.Buffers.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>A record as a value of a Redis hash: its version, a blank, its document.</summary>
internal static class RedisRecord
{
    public static StoredRecord Parse(RecordKey key, RedisValue value)
    {
        var bytes = ((ReadOnlyMemory<byte>)value).Span;
        if (!Utf8Parser.TryParse(bytes, out long version, out var length))
        {
            throw new StorageUnavailableException($"The record {key} in Redis does not begin with its version: something else wrote it. Restore it, or delete that hash field.");
        }

        return new StoredRecord(key, version, Document.Parse(bytes[(length + 1)..]));
    }
}
