using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary><c>some</c>, <c>every</c> and <c>none</c> of the elements at a path; <c>every</c> of nothing is false.</summary>
internal sealed class ElementPredicate(ElementPredicate.Form form, JsonPath path, HealthPredicate? where) : HealthPredicate
{
    private readonly Form _form = form;
    private readonly JsonPath _path = path;
    private readonly HealthPredicate? _where = where;

    internal enum Form
    {
        Some,
        Every,
        None,
    }

    public override bool Test(DocumentValue scope, ref HealthMatch match)
    {
        var count = 0;
        foreach (var value in _path.Find(scope))
        {
            foreach (var element in value.IsArray ? value.Items.ToList() : [value])
            {
                count++;
                var holds = _where?.Test(element, ref match) ?? true;
                if (holds && _form != Form.Every)
                {
                    match.Item = element;
                    return _form == Form.Some;
                }

                if (!holds && _form == Form.Every)
                {
                    return false;
                }
            }
        }

        return _form == Form.None || (_form == Form.Every && count > 0);
    }
}
