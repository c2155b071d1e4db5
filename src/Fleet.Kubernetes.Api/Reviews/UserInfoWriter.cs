using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Reviews;

/// <summary>Writes <c>authentication.k8s.io UserInfo</c>.</summary>
internal static class UserInfoWriter
{
    public static void Write(DocumentBuilder builder, UserInfo user)
    {
        builder.StartObject();
        if (user.Name.Length > 0)
        {
            builder.Name("username").String(user.Name);
        }

        if (user.Uid.Length > 0)
        {
            builder.Name("uid").String(user.Uid);
        }

        if (user.Groups.Count > 0)
        {
            WriteList(builder.Name("groups"), user.Groups);
        }

        if (user.Extra.Count > 0)
        {
            builder.Name("extra").StartObject();
            foreach (var (key, values) in user.Extra)
            {
                WriteList(builder.Name(key), values);
            }

            builder.EndObject();
        }

        builder.EndObject();
    }

    private static void WriteList(DocumentBuilder builder, IReadOnlyList<string> values)
    {
        builder.StartArray();
        foreach (var value in values)
        {
            builder.String(value);
        }

        builder.EndArray();
    }
}
