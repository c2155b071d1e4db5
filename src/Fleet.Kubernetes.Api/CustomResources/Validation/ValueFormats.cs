using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>The string formats a CRD may ask for; an unknown one accepts everything, as upstream drops it.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go over k8s.io/kube-openapi/pkg/validation/strfmt.</remarks>
internal static partial class ValueFormats
{
    public static bool Accepts(string format, string text) => format.Replace("-", "", StringComparison.Ordinal) switch
    {
        "datetime" => IsDateTime(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => Duration().IsMatch(text) || ScottDuration().IsMatch(text),
        "email" => MailAddress.TryCreate(text, out _),
        "hostname" => text.Length <= 255 && Hostname().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out var four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => text.Contains(':') && IPAddress.TryParse(text, out _),
        "cidr" => IPNetworkText(text),
        "mac" => Mac().IsMatch(text),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uuid3" => IsUuid(text, '3'),
        "uuid4" => IsUuid(text, '4'),
        "uuid5" => IsUuid(text, '5'),
        "byte" => IsBase64(text),
        "hexcolor" => HexColor().IsMatch(text),
        "rgbcolor" => RgbColor().IsMatch(text),
        "isbn10" or "isbn13" or "isbn" => Isbn().IsMatch(text),
        "creditcard" => CreditCard().IsMatch(text),
        "ssn" => SocialSecurity().IsMatch(text),
        _ => true,
    };

    private static bool IsDateTime(string text) =>
        DateTimeText().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IPNetworkText(string text) =>
        text.Split('/') is [var address, var length]
        && IPAddress.TryParse(address, out var ip)
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        && bits <= (ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128);

    private static bool IsUuid(string text, char version) => Guid.TryParseExact(text, "D", out _) && text[14] == version;

    private static bool IsBase64(string text) => text.Length % 4 == 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateTimeText();

    [GeneratedRegex(@"^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+\z|^[+-]?0\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^((\d+)\s*([A-Za-zµ]+))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScottDuration();

    [GeneratedRegex(@"^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*\.?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mac();

    [GeneratedRegex(@"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(\d{1,3}%?\s*,\s*){2}\d{1,3}%?\s*\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex RgbColor();

    [GeneratedRegex(@"^(97[89][- ]?)?[0-9][- 0-9]{8,14}[0-9X]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Isbn();

    [GeneratedRegex(@"^[0-9][- 0-9]{11,21}[0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex CreditCard();

    [GeneratedRegex(@"^\d{3}[- ]?\d{2}[- ]?\d{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SocialSecurity();
}
