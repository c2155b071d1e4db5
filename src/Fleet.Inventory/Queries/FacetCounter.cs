using System.Runtime.InteropServices;
using System.Text;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Inventory.Queries;

/// <summary>Counts the values of a field or label over rows. Not thread safe; allocates once a value, never once a row.</summary>
internal abstract class FacetCounter
{
    private const string LabelPrefix = "labels.";

    /// <summary>How to make the counter of a facet.</summary>
    /// <exception cref="WorkloadQueryException">Neither a field nor a label.</exception>
    public static Func<FacetCounter> Compile(string facet)
    {
        if (facet.StartsWith(LabelPrefix, StringComparison.Ordinal))
        {
            var key = facet[LabelPrefix.Length..];
            var errors = LabelSyntax.ValidateQualifiedName(key);
            var utf8 = Encoding.UTF8.GetBytes(key);
            return errors.Count == 0 ? () => new OfLabel(utf8) : throw new WorkloadQueryException("facets", facet, string.Join("; ", errors));
        }

        var field = WorkloadFields.Find(facet) ?? throw new WorkloadQueryException(
            "facets", facet, $"accepted are labels.KEY, {string.Join(", ", WorkloadFields.All.Select(known => known.Name))}");
        return field.Number is null ? () => new OfText(field) : () => new OfNumber(field);
    }

    public abstract void Count(Workload row);

    public abstract IReadOnlyDictionary<string, long> Result();

    private sealed class OfText(WorkloadField field) : FacetCounter
    {
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
        private string? _last;
        private long _run;

        /// <summary>Neighbours mostly share the very string: the cluster, the namespace, an interned reason.</summary>
        public override void Count(Workload row)
        {
            var value = field.Text(row);
            if (!ReferenceEquals(value, _last))
            {
                Flush();
                _last = value;
            }

            _run++;
        }

        public override IReadOnlyDictionary<string, long> Result()
        {
            Flush();
            return _counts;
        }

        private void Flush()
        {
            if (_run > 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, _last!, out _) += _run;
                _run = 0;
            }
        }
    }

    private sealed class OfNumber(WorkloadField field) : FacetCounter
    {
        /// <summary>The first row with a number spells it.</summary>
        private readonly Dictionary<long, (Workload First, long Count)> _counts = [];

        public override void Count(Workload row)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, field.Number!(row), out _);
            entry = (entry.First ?? row, entry.Count + 1);
        }

        public override IReadOnlyDictionary<string, long> Result() => _counts.Values.ToDictionary(entry => field.Text(entry.First), entry => entry.Count, StringComparer.Ordinal);
    }

    private sealed class OfLabel(byte[] key) : FacetCounter
    {
        private readonly Utf8Counts _counts = new();

        public override void Count(Workload row)
        {
            var value = row.Document["metadata"u8]["labels"u8][key];
            if (value.TryGetUtf8(out var text))
            {
                _counts.Add(text);
            }
            else
            {
                _counts.Add(Encoding.UTF8.GetBytes(value.AsString("")));
            }
        }

        public override IReadOnlyDictionary<string, long> Result() => _counts.ToDictionary();
    }
}
