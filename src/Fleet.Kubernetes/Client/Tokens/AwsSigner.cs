using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>AWS Signature Version 4 in the query of a URL, for a GET without a body.</summary>
/// <remarks>Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html and the IAM User Guide's "Create a signed AWS API request".</remarks>
internal static class AwsSigner
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The hash of an empty body.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>A presigned URL.</summary>
    /// <param name="url">With its own parameters.</param>
    /// <param name="headers">Beside <c>host</c>: names in lower case, values as they will be sent.</param>
    /// <param name="credentials">Whose request it is.</param>
    /// <param name="region">As <c>eu-central-1</c>.</param>
    /// <param name="service">As <c>sts</c>.</param>
    /// <param name="now">When it is signed.</param>
    /// <param name="validity"><c>X-Amz-Expires</c>.</param>
    /// <param name="payloadHash"><see cref="EmptyPayload"/>, or <c>UNSIGNED-PAYLOAD</c> where the service wants it (S3).</param>
    public static string Presign(
        Uri url, IReadOnlyDictionary<string, string> headers, AwsCredentials credentials, string region, string service, DateTimeOffset now, TimeSpan validity, string payloadHash = EmptyPayload)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = url.IsDefaultPort ? url.Host : $"{url.Host}:{url.Port}" };
        foreach (var (name, value) in headers)
        {
            signed.Add(name, value.Trim());
        }

        var parameters = Parameters(url);
        parameters.Add(("X-Amz-Algorithm", Algorithm));
        parameters.Add(("X-Amz-Credential", $"{credentials.AccessKeyId}/{scope}"));
        parameters.Add(("X-Amz-Date", stamp));
        parameters.Add(("X-Amz-Expires", ((long)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        parameters.Add(("X-Amz-SignedHeaders", string.Join(';', signed.Keys)));
        if (credentials.SessionToken.Length > 0)
        {
            parameters.Add(("X-Amz-Security-Token", credentials.SessionToken));
        }

        var query = string.Join('&', parameters
            .Select(parameter => (Name: Uri.EscapeDataString(parameter.Name), Value: Uri.EscapeDataString(parameter.Value)))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal).ThenBy(parameter => parameter.Value, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Name}={parameter.Value}"));
        var request = new StringBuilder().Append("GET\n").Append(url.AbsolutePath).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in signed)
        {
            request.Append(name).Append(':').Append(value).Append('\n');
        }

        request.Append('\n').Append(string.Join(';', signed.Keys)).Append('\n').Append(payloadHash);
        var text = $"{Algorithm}\n{stamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.ToString())))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(SigningKey(credentials.SecretAccessKey, stamp[..8], region, service), Encoding.UTF8.GetBytes(text)));
        return $"{url.GetLeftPart(UriPartial.Path)}?{query}&X-Amz-Signature={signature}";
    }

    /// <summary>The key of one day, region and service.</summary>
    internal static byte[] SigningKey(string secret, string day, string region, string service)
    {
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(day));
        foreach (var part in (string[])[region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }

    private static List<(string Name, string Value)> Parameters(Uri url) =>
        [.. url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Parameter)];

    private static (string Name, string Value) Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Uri.UnescapeDataString(text), "") : (Uri.UnescapeDataString(text[..equals]), Uri.UnescapeDataString(text[(equals + 1)..]));
    }
}
