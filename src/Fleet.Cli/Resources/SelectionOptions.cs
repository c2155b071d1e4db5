using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Cli.Resources;

/// <summary>The options that choose objects, as kubectl has them. Without a namespace all are meant: a fleet is looked at as a whole.</summary>
internal sealed class SelectionOptions
{
    private readonly Option<string?> _namespace = CliOptions.Text("--namespace", "Only this namespace.", "NAME", "-n");
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces: the default." };
    private readonly Option<string?> _labels = CliOptions.Text("--selector", "Only objects with these labels.", "LABELS", "-l");
    private readonly Option<string?> _fields = CliOptions.Text("--field-selector", "Only objects with these fields: status.health=Degraded.", "FIELDS");

    public void AddTo(Command command)
    {
        command.Options.Add(_namespace);
        command.Options.Add(_all);
        command.Options.Add(_labels);
        command.Options.Add(_fields);
    }

    /// <exception cref="UsageException">A selector is malformed.</exception>
    public ResourceListing Read(ParseResult parsed, ApiResource resource, string? name)
    {
        var labels = Checked("--selector", parsed.GetValue(_labels), LabelSelector.Parse);
        var fields = Checked("--field-selector", parsed.GetValue(_fields), FieldSelector.Parse);
        if (name is not null)
        {
            var only = FieldSelector.Of(new FieldRequirement("metadata.name", name)).ToString();
            fields = fields is null ? only : $"{only},{fields}";
        }

        return new ResourceListing(resource, resource.IsNamespaced && !parsed.GetValue(_all) ? parsed.GetValue(_namespace) : null, labels, fields);
    }

    private static string? Checked<T>(string option, string? text, Func<string, T> parse)
    {
        try
        {
            return text is null ? null : parse(text) is null ? null : text;
        }
        catch (SelectorFormatException error)
        {
            throw new UsageException($"{option}: \"{text}\": {error.Message}");
        }
    }
}
