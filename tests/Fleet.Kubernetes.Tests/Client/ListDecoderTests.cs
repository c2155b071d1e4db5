using System.Text;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Client;

public class ListDecoderTests
{
    private const string List = """
        { "apiVersion" : "v1", "extra": [ {"deep":"]}\"" } , 1.5e3 ], "items" : [ {"kind":"A","apiVersion":"v1","n":"\\"} , {"kind":"B","apiVersion":"v1","o":{"x":[1,[2],"}{"]}},
          {"kind":"C","apiVersion":"v1","e":"\\\"\u005d"}
        ] , "kind" : "PodList", "z" : null, "metadata" : {"resourceVersion":"12","continue":"","remainingItemCount":3} }
        """;

    private static readonly GroupVersionKind Pod = new("", "v1", "Pod");

    [Property(MaxTest = 300)]
    public Property However_the_bytes_come_the_items_are_the_same() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(1, 9), 60).ToArbitrary(),
        sizes =>
        {
            var (items, page) = DecodeAsync(List, sizes).GetAwaiter().GetResult();
            return items.Count == 3
                && items[0].ToString() == """{"kind":"A","apiVersion":"v1","n":"\\"}"""
                && items[1].ToString() == """{"kind":"B","apiVersion":"v1","o":{"x":[1,[2],"}{"]}}"""
                && items[2].ToString() == """{"kind":"C","apiVersion":"v1","e":"\\\"]"}"""
                && page == new ListPage("12", null, 3, 3);
        });

    [Fact]
    public async Task Every_beginning_of_a_list_is_refused()
    {
        var text = List.TrimEnd();
        for (var length = 0; length < text.Length; length++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => DecodeAsync(text[..length], [7, 1]));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"Status\"}")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[1]}")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[{]}")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[}]")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[{} {}]}")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[{},]}")]
    public async Task What_is_not_a_list_is_refused(string text) =>
        await Assert.ThrowsAsync<DocumentFormatException>(() => DecodeAsync(text, [100]));

    [Fact]
    public async Task Null_items_are_none()
    {
        var (items, page) = await DecodeAsync("""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":null}""", [100]);
        Assert.Empty(items);
        Assert.Equal("1", page.ResourceVersion);
    }

    [Fact]
    public async Task An_item_larger_than_allowed_is_refused() =>
        await Assert.ThrowsAsync<BodyTooLargeException>(() => DecodeAsync($$"""{"kind":"PodList","items":[{"a":"{{new string('x', 100_000)}}"}]}""", [4096]));

    private static async Task<(List<Document> Items, ListPage Page)> DecodeAsync(string text, IReadOnlyList<int> sizes)
    {
        var items = new List<Document>();
        using var body = new BodyBuffer(new Trickle(Encoding.UTF8.GetBytes(text), sizes), limit: 64 << 10);
        var page = await new ListDecoder(body, Pod, item =>
        {
            items.Add(item);
            return ValueTask.CompletedTask;
        }, CancellationToken.None).ReadAsync();
        return (items, page);
    }

    /// <summary>A stream that gives few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, IReadOnlyList<int> sizes) : MemoryStream(bytes)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.Length == 0 ? buffer : buffer[..Math.Min(buffer.Length, sizes[_reads++ % sizes.Count])], cancellationToken);
    }
}
