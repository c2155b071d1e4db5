namespace Fleet.Storage.Redis;

/// <summary>The scripts that run inside Redis.</summary>
internal static class RedisScripts
{
    public static readonly string Commit = Load("commit");

    public static readonly string Head = Load("head");

    public static readonly string Trim = Load("trim");

    private static string Load(string name)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream($"Fleet.Storage.Redis.Scripts.{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
