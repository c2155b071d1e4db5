namespace Fleet.Kubernetes.Selectors;

/// <summary>How a label's value is compared (<c>k8s.io/apimachinery/pkg/selection</c>).</summary>
public enum LabelOperator : byte
{
    /// <summary><c>key=value</c></summary>
    Equals,

    /// <summary><c>key==value</c></summary>
    DoubleEquals,

    /// <summary><c>key!=value</c>; also true where the label is absent.</summary>
    NotEquals,

    /// <summary><c>key in (a,b)</c></summary>
    In,

    /// <summary><c>key notin (a,b)</c>; also true where the label is absent.</summary>
    NotIn,

    /// <summary><c>key</c></summary>
    Exists,

    /// <summary><c>!key</c></summary>
    DoesNotExist,

    /// <summary><c>key&gt;1</c>, integers only.</summary>
    GreaterThan,

    /// <summary><c>key&lt;1</c>, integers only.</summary>
    LessThan,
}
