using System.Text;

namespace Fleet.Cli.Resources;

/// <summary>A page of names and values, as <c>kubectl describe</c> prints.</summary>
internal sealed class FieldPage
{
    private const int Column = 14;

    private readonly StringBuilder _text = new();

    /// <summary>A field; left out when it has no value. Further lines stand below the first.</summary>
    public FieldPage Add(string name, params IEnumerable<string> lines)
    {
        var label = name + ":";
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            _text.Append(label.PadRight(Column)).Append(' ').Append(line.ReplaceLineEndings(" ")).Append('\n');
            label = "";
        }

        return this;
    }

    /// <summary>A heading with text below, indented.</summary>
    public FieldPage AddBlock(string name, string text)
    {
        if (text.Length > 0)
        {
            _text.Append(name).Append(":\n");
            foreach (var line in text.TrimEnd('\n').Split('\n'))
            {
                _text.Append("  ").Append(line.TrimEnd()).Append('\n');
            }
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
