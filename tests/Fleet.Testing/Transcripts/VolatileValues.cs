using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// The mapping of recorded to replayed volatile values, by first appearance, one to one, within a scenario. Values its requests name themselves
/// are no volatile ones: they must come back as they are.
/// </summary>
internal sealed class VolatileValues
{
    private static readonly string[] Mapped = ["uid", "suffix", "port", "object version"];

    private readonly Dictionary<(string Kind, string Recorded), string> _forward = [];
    private readonly Dictionary<(string Kind, string Replayed), string> _backward = [];
    private readonly Dictionary<string, List<(long Recorded, long Replayed)>> _history = [];
    private readonly HashSet<string> _given = [];
    private readonly HashSet<string> _clusterAddresses = [];
    private readonly Regex? _generated;

    public VolatileValues(Transcript transcript)
    {
        foreach (var step in transcript.Steps)
        {
            _given.UnionWith(VolatileText.Find(step.Request.GetRawText()).Where(part => part.Kind != "version").Select(part => part.Value));
            CollectGiven(step.Request);
        }

        _generated = VolatileText.GeneratedNames(transcript.Steps
            .Select(step => step.Request.TryGetProperty("body", out var body) ? JsonPath.Find(body, "metadata.generateName")?.ToString() ?? "" : ""));
    }

    /// <summary>Whether the value, as a whole, is given by one of the scenario's request bodies.</summary>
    public bool IsGiven(string value) => _given.Contains(value);

    public void LearnClusterAddress(string recorded) => _clusterAddresses.Add(recorded);

    /// <summary>Compares two texts; where they match, what is first seen in them is remembered.</summary>
    public bool Matches(string recorded, string replayed)
    {
        if (VolatileText.IsScrubbed(recorded))
        {
            return VolatileText.MatchesScrubbed(recorded, replayed);
        }

        var parts = VolatileText.Find(recorded, _generated);
        if (parts.Count == 0)
        {
            return recorded == replayed;
        }

        var others = VolatileText.Find(replayed, _generated);
        return SameAround(recorded, parts, replayed, others)
            && parts.Zip(others).All(pair => MayMap(pair.First.Kind, pair.First.Value, pair.Second.Value))
            && parts.Zip(others).All(pair => Map(pair.First.Kind, pair.First.Value, pair.Second.Value));
    }

    /// <summary>Compares two values of one kind; where they match, the pair is remembered.</summary>
    public bool Map(string kind, string recorded, string replayed)
    {
        if (!MayMap(kind, recorded, replayed))
        {
            return false;
        }

        if (IsMapped(kind, recorded))
        {
            _forward[(kind, recorded)] = replayed;
            _backward[(kind, replayed)] = recorded;
        }

        return true;
    }

    /// <summary>The recorded text with the generated suffixes that are known replaced by the replayed ones.</summary>
    public string Translate(string recorded)
    {
        var text = new StringBuilder(recorded);
        foreach (var part in VolatileText.Find(recorded).Where(part => part.Kind == "suffix").Reverse())
        {
            if (_forward.TryGetValue((part.Kind, part.Value), out var known))
            {
                text.Remove(part.Start, part.Value.Length).Insert(part.Start, known);
            }
        }

        return text.ToString();
    }

    /// <summary>The versions of one object must rise and fall as the recorded ones.</summary>
    public bool MatchesOrder(string uid, string recorded, string replayed)
    {
        if (!long.TryParse(recorded, out var recordedVersion) || !long.TryParse(replayed, out var replayedVersion))
        {
            return recorded == replayed;
        }

        var history = _history.TryGetValue(uid, out var known) ? known : _history[uid] = [];
        var ordered = history.TrueForAll(pair => Math.Sign(pair.Recorded - recordedVersion) == Math.Sign(pair.Replayed - replayedVersion));
        history.Add((recordedVersion, replayedVersion));
        return ordered;
    }

    private static bool SameAround(string recorded, List<VolatileText.Part> parts, string replayed, List<VolatileText.Part> others)
    {
        if (parts.Count != others.Count)
        {
            return false;
        }

        int position = 0, other = 0;
        for (var index = 0; index < parts.Count; index++)
        {
            if (!recorded.AsSpan(position..parts[index].Start).SequenceEqual(replayed.AsSpan(other..others[index].Start))
                || parts[index].Kind != others[index].Kind)
            {
                return false;
            }

            position = parts[index].Start + parts[index].Value.Length;
            other = others[index].Start + others[index].Value.Length;
        }

        return recorded.AsSpan(position).SequenceEqual(replayed.AsSpan(other));
    }

    private bool IsMapped(string kind, string recorded) => Mapped.Contains(kind) || (kind == "ip" && _clusterAddresses.Contains(recorded));

    private bool MayMap(string kind, string recorded, string replayed)
    {
        if (_given.Contains(recorded) && kind != "object version")
        {
            return recorded == replayed;
        }

        return !IsMapped(kind, recorded)
            || ((!_forward.TryGetValue((kind, recorded), out var known) || known == replayed)
                && (!_backward.TryGetValue((kind, replayed), out var back) || back == recorded));
    }

    private void CollectGiven(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    CollectGiven(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CollectGiven(item);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                _given.Add(value.ToString());
                break;
        }
    }
}
