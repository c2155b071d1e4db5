namespace Fleet.Cli.Doctor;

/// <summary>What a check came to.</summary>
/// <param name="Level"><c>ok</c>, <c>warning</c> or <c>problem</c>.</param>
/// <param name="Check">What was looked at.</param>
/// <param name="What">What was found.</param>
/// <param name="Mend">What mends it; empty when nothing is to be mended.</param>
public sealed record DoctorFinding(string Level, string Check, string What, string Mend = "")
{
    public static DoctorFinding Ok(string check, string what) => new("ok", check, what);

    public static DoctorFinding Warning(string check, string what, string mend) => new("warning", check, what, mend);

    public static DoctorFinding Problem(string check, string what, string mend) => new("problem", check, what, mend);
}
