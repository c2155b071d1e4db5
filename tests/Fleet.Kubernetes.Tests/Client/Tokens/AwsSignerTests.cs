using Fleet.Kubernetes.Client.Tokens;

namespace Fleet.Kubernetes.Tests.Client.Tokens;

public sealed class AwsSignerTests
{
    private static readonly DateTimeOffset Day = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly AwsCredentials Example = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", DateTimeOffset.MaxValue);

    /// <summary>The example of "Authenticating Requests: Using Query Parameters" in AWS' S3 API reference.</summary>
    [Fact]
    public void Presign_of_the_published_example_gives_the_published_url() => Assert.Equal(
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        AwsSigner.Presign(
            new("https://examplebucket.s3.amazonaws.com/test.txt"), new Dictionary<string, string>(), Example, "us-east-1", "s3", Day, TimeSpan.FromSeconds(86400), "UNSIGNED-PAYLOAD"));

    /// <summary>"Examples of how to derive a signing key" of AWS' General Reference.</summary>
    [Fact]
    public void Signing_key_of_the_published_example_is_the_published_one() => Assert.Equal(
        "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d",
        Convert.ToHexStringLower(AwsSigner.SigningKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20120215", "us-east-1", "iam")));

    [Fact]
    public void Presign_sorts_and_escapes_parameters_and_signs_headers_in_order()
    {
        var url = AwsSigner.Presign(
            new("https://sts.eu-central-1.amazonaws.com/?Version=2011-06-15&Action=GetCallerIdentity"),
            new Dictionary<string, string> { ["x-k8s-aws-id"] = "prod" },
            new("AKID", "secret", "a+b/c=", DateTimeOffset.MaxValue),
            "eu-central-1",
            "sts",
            Day,
            TimeSpan.FromSeconds(60));

        Assert.StartsWith("https://sts.eu-central-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=", url, StringComparison.Ordinal);
        Assert.Contains("&X-Amz-Security-Token=a%2Bb%2Fc%3D&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=", url, StringComparison.Ordinal);
    }
}
