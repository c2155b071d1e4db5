using Fleet.Client.Tests.Fakes;
using Fleet.Kubernetes.Documents;

namespace Fleet.Client.Tests.Events;

public sealed class EventStreamReaderTests
{
    private const string Sample = "\uFEFF: 7\n\nid: 8\r\nevent: x\r\ndata: {\"type\":\"a\",\r\ndata:\"k\":1}\r\n\r\nretry: 3\n\n:\nid\u003a9\ndata: {\"type\":\"b\"}\n\n";

    [Fact]
    public async Task Events_and_heartbeats_are_read_however_the_bytes_are_cut_into_pieces()
    {
        var bytes = EventText.Bytes(Sample);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var signals = await ReadAllAsync(bytes, size);

            Assert.Equal(4, signals.Count);
            Assert.Equal(7, signals[0].Position);
            Assert.Equal((8, "a"), (signals[1].Event!.Position, signals[1].Event!.Type));
            Assert.Equal(EventSignal.Heartbeat, signals[2]);
            Assert.Equal((9, "b"), (signals[3].Event!.Position, signals[3].Event!.Type));
        }
    }

    [Fact]
    public async Task An_event_cut_anywhere_before_its_blank_line_is_none()
    {
        var bytes = EventText.Bytes(EventText.Of(5));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Empty(await ReadAllAsync(bytes[..length], 4096));
        }

        Assert.Single(await ReadAllAsync(bytes, 4096));
    }

    [Theory]
    [InlineData("id: 1\ndata: not json\n\n")]
    [InlineData("id: 1\ndata: {\"no\":\"type\"}\n\n")]
    [InlineData("id: one\ndata: {\"type\":\"a\"}\n\n")]
    [InlineData("data: {\"type\":\"a\",\"id\":\"x\"}\n\n")]
    public async Task What_is_no_event_of_a_fleet_is_refused(string text) =>
        await Assert.ThrowsAsync<DocumentFormatException>(() => ReadAllAsync(EventText.Bytes(text), 4096));

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task What_is_held_of_an_event_is_bounded_in_one_line_and_in_many(int lines)
    {
        var text = string.Concat(Enumerable.Repeat("data: " + new string('x', 200_000 / lines) + (lines == 1 ? "" : "\n"), lines));

        var error = await Assert.ThrowsAsync<DocumentFormatException>(() => ReadAllAsync(EventText.Bytes(text), 4096, maxEventBytes: 100_000));

        Assert.Contains("100000", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<EventSignal>> ReadAllAsync(byte[] bytes, int pieceSize, int maxEventBytes = 1 << 20)
    {
        var reader = new EventStreamReader(new Pieces(bytes, pieceSize), maxEventBytes);
        var signals = new List<EventSignal>();
        while (await reader.NextAsync(CancellationToken.None) is { } signal)
        {
            signals.Add(signal);
        }

        return signals;
    }

    /// <summary>Gives so many bytes a read.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
