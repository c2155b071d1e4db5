using System.CommandLine;
using System.Globalization;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Output;

/// <summary>Options whose errors say what is accepted.</summary>
internal static class CliOptions
{
    public static Option<string> Format(params string[] accepted)
    {
        var option = new Option<string>("--output", "-o") { Description = "How it is printed.", HelpName = string.Join('|', accepted), DefaultValueFactory = _ => accepted[0] };
        option.CompletionSources.Add(accepted);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !accepted.Contains(token.Value))
            {
                result.AddError($"--output: \"{token.Value}\" is not accepted; {string.Join(", ", accepted)} are.");
            }
        });
        return option;
    }

    public static Option<int> Number(string name, string description, string helpName, int value, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            result.AddError($"{name}: \"{result.Tokens[0].Value}\" is not accepted; a whole number is.");
            return value;
        },
    };

    /// <summary>A duration such as <c>90s</c>, <c>10m</c>, <c>36h</c> or <c>7d</c>; null where it is not given.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            if (ParseDuration(result.Tokens[0].Value) is { } span)
            {
                return span;
            }

            result.AddError($"{name}: \"{result.Tokens[0].Value}\" is not accepted; a duration as 90s, 10m, 36h or 7d is.");
            return null;
        },
    };

    public static TimeSpan? ParseDuration(string text)
    {
        if (text.EndsWith('d') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days < 100_000)
        {
            return TimeSpan.FromDays(days);
        }

        return GoDuration.TryParse(text, out var duration) && duration.Nanoseconds >= 0 ? duration.ToTimeSpan() : null;
    }

    public static Option<string?> Text(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName };

    public static Option<string[]> Texts(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName, DefaultValueFactory = _ => [] };
}
