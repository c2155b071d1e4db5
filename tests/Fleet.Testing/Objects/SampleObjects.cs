using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Testing.Objects;

/// <summary>
/// Objects as a busy cluster has them, in the compact JSON an API server writes: a pod of about 8 KB (a web container and a proxy sidecar, projected
/// token, probes, environment, managed fields of controller and kubelet) and its Deployment. Pods of one ReplicaSet differ in what really differs.
/// </summary>
public static class SampleObjects
{
    private static readonly string PodTemplate = Read("pod.json");
    private static readonly string DeploymentTemplate = Read("deployment.json");
    private static readonly string ReplicaSetTemplate = Read("replicaset.json");

    /// <summary>Pod <paramref name="index"/> of ReplicaSet <paramref name="set"/>.</summary>
    public static byte[] Pod(int index, int set = 0) => Pod(index, set, 480_000 + index, index % 3);

    /// <summary>The pod at a resource version, its web container restarted so often.</summary>
    public static byte[] Pod(int index, int set, long version, int restarts)
    {
        var uid = Uid(index, set);
        var time = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddSeconds(index * 13);
        return Fill(
            PodTemplate,
            ("set", Text(set)),
            ("hash", "6d4b75cb6" + Text(set % 10)),
            ("suffix", Suffix(index)),
            ("volume", "kube-api-access-" + Suffix(index + 7919)),
            ("uid", uid),
            ("owner", Uid(1_000_000, set)),
            ("version", version.ToString(CultureInfo.InvariantCulture)),
            ("time", time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
            ("ip", $"10.{(index >> 16) & 255}.{(index >> 8) & 255}.{index & 255}"),
            ("node", Text(index % 50)),
            ("restarts", Text(restarts)),
            ("container", uid.Replace("-", "", StringComparison.Ordinal) + uid.Replace("-", "", StringComparison.Ordinal)));
    }

    /// <summary>The Deployment of <see cref="Pod(int, int)"/>'s ReplicaSet <paramref name="set"/>, without managed fields.</summary>
    public static byte[] Deployment(int set) => Fill(DeploymentTemplate, ("set", Text(set)), ("uid", Uid(2_000_000, set)), ("version", Text(400_000 + set)));

    /// <summary>The ReplicaSet <paramref name="set"/> of that Deployment, owner of its pods, without its pod template.</summary>
    public static byte[] ReplicaSet(int set, int replicas) => Fill(
        ReplicaSetTemplate,
        ("set", Text(set)),
        ("hash", "6d4b75cb6" + Text(set % 10)),
        ("uid", Uid(1_000_000, set)),
        ("owner", Uid(2_000_000, set)),
        ("version", Text(440_000 + set)),
        ("replicas", Text(replicas)));

    private static string Read(string name)
    {
        using var stream = typeof(SampleObjects).Assembly.GetManifestResourceStream("Objects." + name)!;
        using var reader = new StreamReader(stream);

        // Indented in the file, compact as a server writes it.
        return Document.Parse(reader.ReadToEnd()).ToString();
    }

    /// <summary>In the files <c>@name@</c> stands for text and <c>"@name#"</c> for a number.</summary>
    private static byte[] Fill(string template, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = new StringBuilder(template);
        foreach (var (name, value) in values)
        {
            text.Replace($"\"@{name}#\"", value).Replace($"@{name}@", value);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Uid(int index, int set) =>
        string.Create(CultureInfo.InvariantCulture, $"{index * 2654435761u % 4294967295u:x8}-{set & 0xffff:x4}-4{index & 0xfff:x3}-9{set & 0xfff:x3}-{index * 0x9E3779B97F4AL & 0xffffffffffff:x12}");

    private static string Suffix(int index)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        var text = new char[5];
        var rest = (uint)index * 2654435761u;
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Letters[(int)(rest % (uint)Letters.Length)];
            rest /= (uint)Letters.Length;
        }

        return new string(text);
    }
}
