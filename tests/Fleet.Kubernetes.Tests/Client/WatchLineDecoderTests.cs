using System.Text;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Objects;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Tests.Client;

public class WatchLineDecoderTests
{
    private static readonly byte[] Line = [.. "{\"type\":\"MODIFIED\",\"object\":"u8, .. SampleObjects.Pod(5), .. "}"u8];

    [Fact]
    public void The_object_is_the_one_the_server_sent()
    {
        var next = WatchLineDecoder.Decode(Line);
        Assert.Equal(WatchEventType.Modified, next.Type);
        Assert.Equal(Encoding.UTF8.GetString(SampleObjects.Pod(5)), next.Object.ToString());
        Assert.Equal("480005", next.ResourceVersion);
    }

    [Theory]
    [InlineData("""{"object":{"a":1},"type":"ADDED"}""", WatchEventType.Added)]
    [InlineData(""" { "type" : "BOOKMARK" , "extra" : [ { } ] , "object" : { } } """, WatchEventType.Bookmark)]
    [InlineData("""{"type":"ERROR","object":{"kind":"Status"}}""", WatchEventType.Error)]
    public void Members_come_in_any_order_and_with_company(string line, WatchEventType expected) =>
        Assert.Equal(expected, WatchLineDecoder.Decode(Encoding.UTF8.GetBytes(line)).Type);

    /// <summary>A line from outside is an event or a <see cref="DocumentFormatException"/>, whatever is in it; what is read can be walked and written.</summary>
    [Property(MaxTest = 1500)]
    public Property Damaged_lines_are_events_or_typed_errors() => Prop.ForAll(
        Gen.ListOf(Gen.Zip(Gen.Choose(0, Line.Length - 1), Gen.Choose(0, 255)), 2).ToArbitrary(),
        damage =>
        {
            var line = (byte[])Line.Clone();
            foreach (var (position, value) in damage)
            {
                line[position] = (byte)value;
            }

            try
            {
                var next = WatchLineDecoder.Decode(line);
                return Document.Parse(next.Object.ToUtf8().Span).ToString() == next.Object.ToString();
            }
            catch (DocumentFormatException)
            {
                return true;
            }
        });

    [Property(MaxTest = 500)]
    public Property Cut_lines_are_typed_errors() => Prop.ForAll(
        Gen.Choose(0, Line.Length - 1).ToArbitrary(),
        length => Assert.Throws<DocumentFormatException>(() => WatchLineDecoder.Decode(Line.AsSpan(0, length))) is not null);
}
