namespace Fleet.Kubernetes.Schemas;

/// <summary>Reads the embedded facts on how Kubernetes' own types are written out: <c>type TAB marked field names</c>; see the file's first lines.</summary>
internal sealed class FieldPresenceTable
{
    private const string Prefix = "io.k8s.";
    private readonly Dictionary<(string Type, string Field), FieldPresence> _fields = [];

    private FieldPresenceTable()
    {
    }

    public static FieldPresenceTable Parse(string text)
    {
        var table = new FieldPresenceTable();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#')
            {
                continue;
            }

            var columns = line.TrimEnd('\r').Split('\t');
            foreach (var field in columns[1].Split(' '))
            {
                var (name, presence) = field[0] switch
                {
                    '+' => (field[1..], FieldPresence.Always),
                    '?' => (field[1..], FieldPresence.AlwaysNullable),
                    '-' => (field[1..], FieldPresence.OmitEmpty),
                    _ => (field, FieldPresence.Pointer),
                };
                table._fields.Add((Prefix + columns[0], name), presence);
            }
        }

        return table;
    }

    /// <summary>How the field <paramref name="name"/> of <paramref name="owner"/> is written.</summary>
    public FieldPresence Of(Schema owner, string name, Schema field, bool isKind)
    {
        if (_fields.TryGetValue((owner.TypeName!, name), out var presence))
        {
            return presence;
        }

        if (isKind && field.Kind == SchemaKind.Object && (name is "metadata" or "spec" or "status"))
        {
            return FieldPresence.Always;
        }

        return owner.Required.Contains(name) ? FieldPresence.Always : FieldPresence.OmitEmpty;
    }
}
