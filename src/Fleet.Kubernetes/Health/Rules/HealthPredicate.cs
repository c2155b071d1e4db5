using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A test of an object. Paths in it start at <c>scope</c>: the object, or an element where it is the test of one.</summary>
internal abstract class HealthPredicate
{
    public abstract bool Test(DocumentValue scope, ref HealthMatch match);
}
