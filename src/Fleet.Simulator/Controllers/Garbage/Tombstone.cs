namespace Fleet.Simulator.Controllers.Garbage;

/// <summary>A name in the work queue that stands for an object that is gone: its uid, behind a character no name holds.</summary>
internal static class Tombstone
{
    private const char Mark = '\n';

    public static string Of(string name, string uid) => $"{name}{Mark}{uid}";

    public static string? UidOf(string name)
    {
        var mark = name.IndexOf(Mark);
        return mark < 0 ? null : name[(mark + 1)..];
    }
}
