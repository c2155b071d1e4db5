using YamlDotNet.Core;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Words the parser's problems as libyaml and so <c>kubectl</c> word them, where there is a counterpart.</summary>
internal static class YamlProblems
{
    private static readonly (string Part, string Problem)[] Known =
    [
        ("multiline plain scalar, found invalid mapping", "could not find expected ':'"),
        ("found invalid mapping", "mapping values are not allowed in this context"),
        ("Mapping values are not allowed", "mapping values are not allowed in this context"),
        ("found character that cannot start any token", "found character that cannot start any token"),
        ("could not find expected ':'", "could not find expected ':'"),
        ("did not find expected key", "did not find expected key"),
        ("did not find expected '-' indicator", "did not find expected '-' indicator"),
        ("did not find expected ',' or ']'", "did not find expected ',' or ']'"),
        ("did not find expected ',' or '}'", "did not find expected ',' or '}'"),
        ("did not find expected <document start>", "did not find expected <document start>"),
        ("Block sequence entries are not allowed", "block sequence entries are not allowed in this context"),
        ("found unexpected end of stream", "found unexpected end of stream"),
        ("found invalid tab as indentation", "found character that cannot start any token"),
        ("found a tab character that violate indentation", "found a tab character that violates indentation"),
        ("found unknown escape character", "found unknown escape character"),
        ("Did not find expected <document end>", "did not find expected <document start>"),
        ("did not find expected node content", "did not find expected node content"),
    ];

    public static string Describe(YamlException error)
    {
        foreach (var (part, problem) in Known)
        {
            if (error.Message.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return problem;
            }
        }

        return error.Message.TrimEnd('.');
    }
}
