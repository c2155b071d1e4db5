namespace Fleet.Storage.Tests.Embedded;

/// <summary>A test that mounts a small file system; skipped by name where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute()
    {
        if (!TemporaryDisk.IsPossible)
        {
            Skip = "mounting a tmpfs needs root";
        }
    }
}
