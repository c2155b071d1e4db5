using System.Globalization;

namespace Fleet.Simulator.Time;

/// <summary>What <c>--clock</c> says: <c>real</c>, <c>xN</c> (N times as fast, fractions allowed) or <c>manual</c>.</summary>
/// <param name="Mode">How the clock runs.</param>
/// <param name="Factor">Simulated seconds a real second; 1 unless <see cref="ClockMode.Scaled"/>.</param>
public sealed record ClockSpecification(ClockMode Mode, double Factor)
{
    private const double FastestFactor = 100_000;

    public static ClockSpecification Real { get; } = new(ClockMode.Real, 1);

    public static ClockSpecification Manual { get; } = new(ClockMode.Manual, 1);

    /// <exception cref="FormatException">The text is none of the accepted forms; the message names them.</exception>
    public static ClockSpecification Parse(string text)
    {
        switch (text)
        {
            case "real":
                return Real;
            case "manual":
                return Manual;
        }

        if (text.StartsWith('x')
            && double.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and <= FastestFactor)
        {
            return factor == 1 ? Real : new(ClockMode.Scaled, factor);
        }

        throw new FormatException($"clock: \"{text}\" is not a clock; accepted are \"real\", \"manual\" and \"xN\" with 0 < N <= {FastestFactor:0}, for example \"x60\".");
    }

    /// <summary>A clock that runs so, on top of the machine's time.</summary>
    public SimulatedClock CreateClock(TimeProvider machine) => new(this, machine);

    public override string ToString() => Mode switch
    {
        ClockMode.Manual => "manual",
        ClockMode.Scaled => "x" + Factor.ToString(CultureInfo.InvariantCulture),
        _ => "real",
    };
}
