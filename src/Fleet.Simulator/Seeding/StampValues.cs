namespace Fleet.Simulator.Seeding;

/// <summary>What is put into the slots of one object or of a few that belong together.</summary>
internal sealed class StampValues
{
    private static readonly int SlotCount = Enum.GetValues<StampSlot>().Length;

    private readonly string[] _texts = new string[SlotCount];

    public string this[StampSlot slot]
    {
        get => _texts[(int)slot] ?? throw new InvalidOperationException($"No value was given for {slot}.");
        set => _texts[(int)slot] = value;
    }

    /// <summary>What the prototype's start becomes; its other times keep their distance.</summary>
    public DateTimeOffset Start { get; set; }
}
