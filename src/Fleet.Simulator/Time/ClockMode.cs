namespace Fleet.Simulator.Time;

/// <summary>How a simulated clock runs.</summary>
public enum ClockMode
{
    /// <summary>As the machine's clock.</summary>
    Real,

    /// <summary>From the machine's time at the start, faster or slower by a constant factor.</summary>
    Scaled,

    /// <summary>Only when it is advanced.</summary>
    Manual,
}
