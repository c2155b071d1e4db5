namespace Fleet.Resources.Access;

/// <summary>The roles over the fleet, each including those before it.</summary>
public enum AccessRole : byte
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Also writes everything but access kinds.</summary>
    Operator,

    /// <summary>Also approves.</summary>
    Approver,

    /// <summary>Everything, access included.</summary>
    Admin,
}
