using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Cli.Resources;

/// <summary>Reads what <c>-f</c> names.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>The documents of a file, of all files of a folder, or (<c>-</c>) of stdin; lists are taken apart.</summary>
    /// <exception cref="UsageException">It cannot be read, or is neither YAML nor JSON.</exception>
    public static async Task<IReadOnlyList<(string Source, Document Document)>> ReadAsync(string path, TextReader input, CancellationToken cancellationToken)
    {
        try
        {
            if (path == "-")
            {
                return Parse("stdin", await input.ReadToEndAsync(cancellationToken));
            }

            string[] files = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path).Where(file => Endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)]
                : [path];
            var documents = new List<(string, Document)>();
            foreach (var file in files)
            {
                documents.AddRange(Parse(file, await File.ReadAllTextAsync(file, cancellationToken)));
            }

            return documents;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--filename: {path} cannot be read: {error.Message}");
        }
    }

    private static List<(string Source, Document Document)> Parse(string source, string text)
    {
        try
        {
            return [.. YamlReader.ReadAll(text)
                .SelectMany(document => document["kind"u8].AsString("").EndsWith("List", StringComparison.Ordinal) && document["items"u8].IsArray
                    ? document["items"u8].Items.ToList().Select(item => item.ToDocument())
                    : [document])
                .Where(document => !document.Root.IsNullOrUndefined)
                .Select(document => (source, document))];
        }
        catch (FormatException error)
        {
            throw new UsageException($"--filename: {source}: {error.Message}");
        }
    }
}
