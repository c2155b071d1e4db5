using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary><c>all</c>, <c>any</c> and <c>not</c>.</summary>
internal sealed class CombinedPredicate(CombinedPredicate.Form form, IReadOnlyList<HealthPredicate> parts) : HealthPredicate
{
    private readonly Form _form = form;
    private readonly IReadOnlyList<HealthPredicate> _parts = parts;

    internal enum Form
    {
        All,
        Any,
        Not,
    }

    public override bool Test(DocumentValue scope, ref HealthMatch match)
    {
        if (_form == Form.Not)
        {
            var ignored = match;
            return !_parts[0].Test(scope, ref ignored);
        }

        foreach (var part in _parts)
        {
            if (part.Test(scope, ref match) != (_form == Form.All))
            {
                return _form == Form.Any;
            }
        }

        return _form == Form.All;
    }
}
