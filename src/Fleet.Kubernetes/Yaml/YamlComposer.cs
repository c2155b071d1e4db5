using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Writes nodes as a document: scalars resolved, aliases expanded within bounds, merge keys applied.</summary>
internal sealed class YamlComposer(YamlOptions options)
{
    private readonly YamlBudget _budget = new(options);
    private int _aliasDepth;

    public Document Compose(YamlNode root)
    {
        using var builder = new DocumentBuilder();
        try
        {
            Write(root, builder);
        }
        catch (DocumentFormatException error)
        {
            throw new YamlFormatException(root.Line, error.Message, error);
        }

        return builder.Build();
    }

    private void Write(YamlNode node, DocumentBuilder builder)
    {
        if (_aliasDepth > 0)
        {
            _budget.Spend(node.Line);
        }

        switch (node.Kind)
        {
            case YamlNodeKind.Alias:
                _aliasDepth++;
                Write(node.Target!, builder);
                _aliasDepth--;
                break;
            case YamlNodeKind.Scalar:
                YamlScalars.Write(node, builder);
                break;
            case YamlNodeKind.Sequence:
                builder.StartArray();
                foreach (var child in node.Children)
                {
                    Write(child, builder);
                }

                builder.EndArray();
                break;
            default:
                WriteMapping(node, builder);
                break;
        }
    }

    private void WriteMapping(YamlNode node, DocumentBuilder builder)
    {
        var members = new YamlMembers(_budget);
        members.AddAll(node);
        builder.StartObject();
        foreach (var (key, value, merged) in members.Pairs)
        {
            // What a merge key brings in stands elsewhere, as what an alias stands for does.
            _aliasDepth += merged ? 1 : 0;
            builder.Name(key);
            Write(value, builder);
            _aliasDepth -= merged ? 1 : 0;
        }

        builder.EndObject();
    }
}
