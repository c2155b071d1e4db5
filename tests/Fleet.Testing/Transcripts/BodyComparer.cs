using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.Testing.Transcripts;

/// <summary>Walks two bodies side by side. What a member means follows from its name, as everywhere in the Kubernetes API.</summary>
internal sealed partial class BodyComparer(VolatileValues values, bool keepsManagerOrder)
{
    private static readonly string[] HashLabels = ["pod-template-hash", "controller-revision-hash"];

    private readonly ElementPairing _pairing = new(values, keepsManagerOrder);
    private string[] _columns = [];

    /// <param name="pointer">Where the bodies stand in the answer.</param>
    /// <param name="recorded">The recorded body.</param>
    /// <param name="replayed">The body that came.</param>
    /// <param name="differences">Receives what differs.</param>
    /// <param name="isBookmark">Whether they are a bookmark's object, whose version is that of the collection.</param>
    public void Compare(string pointer, JsonElement recorded, JsonElement replayed, DifferenceList differences, bool isBookmark = false) =>
        CompareValue(new Place(pointer, "", isBookmark), recorded, replayed, differences);

    [GeneratedRegex(@"\A(<unknown>|<invalid>|(\d+[smhdy])+)\z")]
    private static partial Regex HumanDuration();

    private void CompareValue(Place place, JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        if (recorded.ValueKind != replayed.ValueKind)
        {
            differences.Add(place.Pointer, DifferenceList.Short(recorded), DifferenceList.Short(replayed));
            return;
        }

        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object when place.Key == "metadata" && place.IsCollection:
                CompareCollectionMetadata(place, recorded, replayed, differences);
                break;
            case JsonValueKind.Object:
                CompareObject(place, recorded, replayed, differences);
                break;
            case JsonValueKind.Array:
                CompareArray(place, recorded, replayed, differences);
                break;
            case JsonValueKind.String when !SameText(place, recorded.GetString()!, replayed.GetString()!):
                differences.Add(place.Pointer, recorded.GetRawText(), replayed.GetRawText());
                break;
            case JsonValueKind.Number when !SameNumber(place, recorded, replayed):
                differences.Add(place.Pointer, recorded.GetRawText(), replayed.GetRawText());
                break;
        }
    }

    private void CompareObject(Place place, JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        Prepare(place, recorded, replayed, differences);
        var isCollection = place.IsBookmark || IsCollection(recorded);
        var isUnordered = place.IsUnordered || StatusRules.IsUnordered(recorded);
        var unmatched = new List<JsonProperty>();
        foreach (var member in recorded.EnumerateObject())
        {
            if (replayed.TryGetProperty(member.Name, out var other))
            {
                CompareValue(place.Member(member.Name, isCollection, isUnordered), member.Value, other, differences);
            }
            else
            {
                unmatched.Add(member);
            }
        }

        CompareRenamed(place, unmatched, [.. replayed.EnumerateObject().Where(member => !recorded.TryGetProperty(member.Name, out _))], differences);
    }

    /// <summary>Member names can hold volatile values too (<c>k:{"uid":"…"}</c>).</summary>
    private void CompareRenamed(Place place, List<JsonProperty> recorded, List<JsonProperty> replayed, DifferenceList differences)
    {
        foreach (var member in recorded)
        {
            var index = VolatileText.Find(member.Name).Count == 0 ? -1 : replayed.FindIndex(other => values.Matches(member.Name, other.Name));
            if (index < 0)
            {
                differences.AddMissing(place.Member(member.Name).Pointer, member.Value);
                continue;
            }

            CompareValue(place.Member(member.Name), member.Value, replayed[index].Value, differences);
            replayed.RemoveAt(index);
        }

        foreach (var other in replayed)
        {
            differences.AddUnexpected(place.Member(other.Name).Pointer, other.Value);
        }
    }

    /// <summary>What must be known of an object before its members are compared.</summary>
    private void Prepare(Place place, JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        if (recorded.TryGetProperty("columnDefinitions", out var columns) && columns.ValueKind == JsonValueKind.Array)
        {
            _columns = [.. columns.EnumerateArray().Select(column => column.GetProperty("name").GetString()!)];
        }

        if (place.Key != "metadata")
        {
            return;
        }

        if (Text(recorded, "uid") is { } uid && Text(recorded, "resourceVersion") is { } version && Text(replayed, "resourceVersion") is { } replayedVersion
            && !values.MatchesOrder(uid, version, replayedVersion))
        {
            differences.Add(place.Member("resourceVersion").Pointer, $"{version} in the order of the versions before", replayedVersion);
        }
    }

    /// <summary>Of a collection's, a table's or a bookmark's version and of a continue token only the presence counts.</summary>
    private void CompareCollectionMetadata(Place place, JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        foreach (var name in recorded.EnumerateObject().Concat(replayed.EnumerateObject()).Select(member => member.Name).Distinct())
        {
            var member = place.Member(name);
            if (!replayed.TryGetProperty(name, out var other))
            {
                differences.AddMissing(member.Pointer, recorded.GetProperty(name));
            }
            else if (!recorded.TryGetProperty(name, out var value))
            {
                differences.AddUnexpected(member.Pointer, other);
            }
            else if (name is not ("resourceVersion" or "continue"))
            {
                CompareValue(member, value, other, differences);
            }
            else if (string.IsNullOrEmpty(value.GetString()) != string.IsNullOrEmpty(other.GetString()))
            {
                differences.Add(member.Pointer, value.GetRawText(), other.GetRawText());
            }
        }
    }

    private void CompareArray(Place place, JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        JsonElement[] wanted = [.. recorded.EnumerateArray()], got = [.. replayed.EnumerateArray()];
        if (wanted.Length != got.Length)
        {
            differences.Add(place.Pointer, $"{wanted.Length} items {DifferenceList.Short(recorded)}", $"{got.Length} items {DifferenceList.Short(replayed)}");
        }

        got = _pairing.Pair(place, wanted, got);
        for (var index = 0; index < Math.Min(wanted.Length, got.Length); index++)
        {
            CompareValue(place.Item(index), wanted[index], got[index], differences);
        }
    }

    private bool SameText(Place place, string recorded, string replayed) => place.Key switch
    {
        "resourceVersion" => values.Map("object version", recorded, replayed),
        "continue" => recorded.Length > 0 == replayed.Length > 0,
        "clusterIP" or "clusterIPs" => SameClusterAddress(recorded, replayed),
        "message" when place.IsUnordered => StatusRules.SameParts(recorded, replayed),
        "cells" => SameCell(place, recorded, replayed),
        _ when HashLabels.Contains(place.Key) => values.Map("suffix", recorded, replayed),
        _ => values.Matches(recorded, replayed),
    };

    private bool SameClusterAddress(string recorded, string replayed)
    {
        values.LearnClusterAddress(recorded);
        return values.Matches(recorded, replayed);
    }

    private bool SameCell(Place place, string recorded, string replayed)
    {
        var column = place.Index < _columns.Length ? _columns[place.Index] : "";
        return column is "Age" or "Last Seen" or "First Seen" || (HumanDuration().IsMatch(recorded) && HumanDuration().IsMatch(replayed))
            || values.Matches(recorded, replayed);
    }

    private bool SameNumber(Place place, JsonElement recorded, JsonElement replayed) => place.Key is "nodePort" or "healthCheckNodePort"
        ? values.Map("port", recorded.GetRawText(), replayed.GetRawText())
        : recorded.GetRawText() == replayed.GetRawText() || (recorded.TryGetDecimal(out var one) && replayed.TryGetDecimal(out var other) && one == other);

    private static bool IsCollection(JsonElement value) => value.TryGetProperty("items", out _) || value.TryGetProperty("rows", out _)
        || (Text(value, "kind") is { } kind && (kind == "Status" || kind.EndsWith("List", StringComparison.Ordinal)));

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
