using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>The layout of libyaml's emitter, as far as JSON needs it: block mappings and sequences two columns deep.</summary>
internal sealed class YamlEmitter(bool sortKeys)
{
    /// <summary>Longer keys need the explicit form <c>? key</c>.</summary>
    private const int SimpleKeyLength = 128;

    private readonly YamlTextWriter _text = new();

    public override string ToString() => _text.ToString();

    public void WriteDocument(DocumentValue value)
    {
        switch (value)
        {
            case { IsObject: true, Count: > 0 }:
                WriteMapping(value, 0, first: true);
                break;
            case { IsArray: true, Count: > 0 }:
                WriteSequence(value, 0, first: true);
                break;
            default:
                WriteScalar(value, 2);
                break;
        }

        _text.EndLine();
    }

    /// <param name="value">A non-empty object.</param>
    /// <param name="indent">The column of its keys.</param>
    /// <param name="first">The first key continues the current line.</param>
    private void WriteMapping(DocumentValue value, int indent, bool first)
    {
        var members = value.Members.ToList();
        if (sortKeys)
        {
            members.Sort((left, right) => YamlKeyComparer.Compare(left.Name, right.Name));
        }

        foreach (var (name, member) in members)
        {
            if (!first)
            {
                _text.StartLine(indent);
            }

            first = false;
            var simple = Encoding.UTF8.GetByteCount(name) <= SimpleKeyLength && !YamlText.HasBreak(name);
            if (simple)
            {
                _text.WriteText(name, indent, isKey: true);
                _text.Append(":");
                WriteMember(member, indent);
            }
            else
            {
                _text.Append("? ");
                _text.WriteText(name, indent + 2, isKey: false);
                _text.StartLine(indent);
                _text.Append(":");
                WriteNested(member, indent);
            }
        }
    }

    private void WriteMember(DocumentValue value, int indent)
    {
        switch (value)
        {
            case { IsObject: true, Count: > 0 }:
                _text.StartLine(indent + 2);
                WriteMapping(value, indent + 2, first: true);
                break;
            case { IsArray: true, Count: > 0 }:
                _text.StartLine(indent);
                WriteSequence(value, indent, first: true);
                break;
            default:
                _text.Append(" ");
                WriteScalar(value, indent + 2);
                break;
        }
    }

    private void WriteSequence(DocumentValue value, int indent, bool first)
    {
        foreach (var item in value.Items)
        {
            if (!first)
            {
                _text.StartLine(indent);
            }

            first = false;
            _text.Append("-");
            WriteNested(item, indent);
        }
    }

    /// <summary>What follows an indicator: containers start on its line, two columns in.</summary>
    private void WriteNested(DocumentValue value, int indent)
    {
        _text.Append(" ");
        switch (value)
        {
            case { IsObject: true, Count: > 0 }:
                WriteMapping(value, indent + 2, first: true);
                break;
            case { IsArray: true, Count: > 0 }:
                WriteSequence(value, indent + 2, first: true);
                break;
            default:
                WriteScalar(value, indent + 2);
                break;
        }
    }

    private void WriteScalar(DocumentValue value, int indent)
    {
        switch (value.Kind)
        {
            case DocumentKind.String:
                _text.WriteText(value.AsString(""), indent, isKey: false);
                break;
            case DocumentKind.Number:
                var number = Encoding.ASCII.GetString(value.NumberText);
                _text.Append(YamlScalars.Resolve(number).Kind == YamlScalarKind.String ? "!!float " + number : number);
                break;
            default:
                _text.Append(value.ToString());
                break;
        }
    }
}
