using System.Text;
using Fleet.Kubernetes.Api.Decoding;

namespace Fleet.Kubernetes.Api.Tests.Decoding;

public class GoJsonScannerTests
{
    [Theory]
    [InlineData("{}", null)]
    [InlineData(" [1, -2.5e+10, \"a\\u00e9\\n\", true, false, null, {\"a\":{}, \"b\":[]}] ", null)]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("[1", "unexpected end of JSON input")]
    [InlineData("\"abc", "unexpected end of JSON input")]
    [InlineData("tru", "unexpected end of JSON input")]
    [InlineData("abc", "invalid character 'a' looking for beginning of value")]
    [InlineData("'a'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("{bad", "invalid character 'b' looking for beginning of object key string")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("{} x", "invalid character 'x' after top-level value")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("trie", "invalid character 'i' in literal true (expecting 'u')")]
    [InlineData("-x", "invalid character 'x' in numeric literal")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("1ex", "invalid character 'x' in exponent of numeric literal")]
    [InlineData("\"\n\"", "invalid character '\\n' in string literal")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape")]
    public void Malformed_text_is_described_as_go_does(string text, string? message) =>
        Assert.Equal(message, GoJsonScanner.Describe(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Deep_nesting_is_no_offence_and_ends_no_thread() =>
        Assert.Equal("unexpected end of JSON input", GoJsonScanner.Describe(Encoding.UTF8.GetBytes(new string('[', 1_000_000))));
}
