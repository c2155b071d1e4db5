using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Client;

namespace Fleet.Client;

/// <summary>How <c>GET /events</c> is asked, and what its answers say about where to go on.</summary>
internal static partial class EventQuery
{
    /// <param name="subscription">The filters.</param>
    /// <param name="since">A position or a time; null for the server's default.</param>
    /// <param name="limit">Events a page; 0 for a stream.</param>
    public static string Path(FleetEventSubscription subscription, string? since, int limit = 0)
    {
        var query = new StringBuilder();
        Add("since", since);
        AddAll("type", subscription.Types);
        AddAll("cluster", subscription.Clusters);
        AddAll("namespace", subscription.Namespaces);
        Add("subject", subscription.Subject);
        Add("limit", limit > 0 ? limit.ToString(CultureInfo.InvariantCulture) : null);
        return "events" + query;

        void AddAll(string name, IReadOnlyList<string> values)
        {
            foreach (var value in values)
            {
                Add(name, value);
            }
        }

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <summary>Where the next page begins, as the <c>Link</c> header says; null when it does not.</summary>
    public static string? NextSince(string? link) => link is not null && NextLink().Match(link) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The oldest position that can be resumed from, where a 410 tells it.</summary>
    public static long? Oldest(KubernetesApiException gone) =>
        gone.Causes.Where(cause => cause.Reason == "OldestPosition").Select(cause => FleetEvent.PositionOf(cause.Message)).FirstOrDefault();

    [GeneratedRegex("""[?&]since=(\d+)[^>]*>;\s*rel="?next"?""")]
    private static partial Regex NextLink();
}
