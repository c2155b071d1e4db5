namespace Fleet.Testing;

/// <summary>How much a chaos or soak test does: little in every run, a lot with <c>tests/run.sh --long</c> (<c>FLEET_TEST_LONG=1</c>).</summary>
public static class TestLength
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("FLEET_TEST_LONG") == "1";

    public static int Of(int usual, int inLongRuns) => IsLong ? inLongRuns : usual;
}
