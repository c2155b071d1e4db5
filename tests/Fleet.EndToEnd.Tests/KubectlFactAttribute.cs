namespace Fleet.EndToEnd.Tests;

/// <summary>A test that needs a real kubectl: skipped, by name, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (Kubectl.Path is null)
        {
            Skip = "kubectl is not installed: tests/run.sh fetches it, or set FLEET_TEST_KUBECTL";
        }
    }
}
