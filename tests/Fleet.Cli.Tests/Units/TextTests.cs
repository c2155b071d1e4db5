using Fleet.Cli.Clusters;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using FsCheck.Xunit;

namespace Fleet.Cli.Tests.Units;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData(48 * 3600, "2d")]
    [InlineData(-5, "0s")]
    public void Ages_are_as_kubectls(int seconds, string expected) => Assert.Equal(expected, Ages.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("2d", 172_800)]
    [InlineData("0.5d", 43_200)]
    public void Durations_are_read(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), CliOptions.ParseDuration(text));

    [Theory]
    [InlineData("soon")]
    [InlineData("-1h")]
    [InlineData("d")]
    [InlineData("")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(CliOptions.ParseDuration(text));

    [Theory]
    [InlineData("arn:aws:eks:eu-west-1:1:cluster/Prod", "arn-aws-eks-eu-west-1-1-cluster-prod")]
    [InlineData("kind_kind", "kind-kind")]
    [InlineData("---", "")]
    public void Contexts_become_names(string context, string expected) => Assert.Equal(expected, ClusterNames.Of(context));

    [Property]
    public void Names_made_of_contexts_are_valid_or_empty(string? context)
    {
        var name = ClusterNames.Of(context ?? "");

        Assert.True(name.Length == 0 || ClusterNames.IsValid(name), name);
    }

    [Fact]
    public async Task Tables_keep_control_characters_from_the_terminal_and_colour_only_when_asked()
    {
        var plain = new StringWriter();
        var coloured = new StringWriter();

        await new TextTable("A", "Health").Add("x\e[2Jy", "Degraded").WriteAsync(plain, useColour: false);
        await new TextTable("A", "Health").Add("x", "Degraded").WriteAsync(coloured, useColour: true);

        Assert.Equal("A        HEALTH\nx [2Jy   Degraded\n", plain.ToString());
        Assert.Equal("A   HEALTH\nx   \e[31mDegraded\e[0m\n", coloured.ToString());
    }

    [Fact]
    public void The_silo_is_what_is_named_then_what_is_beside_then_the_source_tree()
    {
        var folder = Directory.CreateTempSubdirectory("fleet");
        try
        {
            var dll = Path.Combine(folder.FullName, "Other.dll");
            File.WriteAllText(dll, "");
            var project = Path.Combine(folder.FullName, "tree", "silo", "Fleet.Silo");
            Directory.CreateDirectory(project);
            File.WriteAllText(Path.Combine(project, "Fleet.Silo.csproj"), "");
            var inside = Path.Combine(folder.FullName, "tree", "docs");
            Directory.CreateDirectory(inside);

            Assert.Equal([dll], SiloProgram.Find(dll, folder.FullName, folder.FullName).Arguments);
            Assert.Equal("dotnet", SiloProgram.Find(null, folder.FullName, inside).File);
            var error = Assert.Throws<UsageException>(() => SiloProgram.Find(dll + ".not", folder.FullName, inside));
            Assert.Contains("FLEET_SILO", error.Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder.FullName, "Fleet.Silo"), "");
            Assert.Equal(Path.Combine(folder.FullName, "Fleet.Silo"), SiloProgram.Find(null, folder.FullName, inside).File);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
