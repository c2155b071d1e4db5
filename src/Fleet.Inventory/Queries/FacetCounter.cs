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

    /// <summary>Rows of this snapshot follow.</summary>
    public virtual void Start(SnapshotIndex index)
    {
    }

    /// <param name="row">A row that matches.</param>
    /// <param name="position">Where it is in the snapshot.</param>
    public abstract void Count(Workload row, int position);

    /// <summary>The snapshot's rows are counted.</summary>
    public virtual void Finish()
    {
    }

    public abstract IReadOnlyDictionary<string, long> Result();

    private sealed class OfText(WorkloadField field) : FacetCounter
    {
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
        private string? _last;
        private long _run;

        /// <summary>Neighbours mostly share the very string: the cluster, the namespace, an interned reason.</summary>
        public override void Count(Workload row, int position)
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

        public override void Count(Workload row, int position)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, field.Number!(row), out _);
            entry = (entry.First ?? row, entry.Count + 1);
        }

        public override IReadOnlyDictionary<string, long> Result() => _counts.Values.ToDictionary(entry => field.Text(entry.First), entry => entry.Count, StringComparer.Ordinal);
    }

    private sealed class OfLabel(byte[] key) : FacetCounter
    {
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
        private int[] _rows = new int[64];
        private LabelColumn? _column;

        public override void Start(SnapshotIndex index) => _column = index.Label(key);

        public override void Count(Workload row, int position)
        {
            var code = _column!.CodeOf(row, position);
            if (code >= _rows.Length)
            {
                Array.Resize(ref _rows, Math.Max(code + 1, _rows.Length * 2));
            }

            _rows[code]++;
        }

        public override void Finish()
        {
            var known = Math.Min(_column!.Codes, _rows.Length);
            for (var code = 0; code < known; code++)
            {
                if (_rows[code] > 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(_counts, _column.ValueOf(code) ?? "", out _) += _rows[code];
                    _rows[code] = 0;
                }
            }
        }

        public override IReadOnlyDictionary<string, long> Result() => _counts;
    }
}
