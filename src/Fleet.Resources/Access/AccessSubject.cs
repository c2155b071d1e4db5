namespace Fleet.Resources.Access;

/// <summary>Who is given a role.</summary>
/// <param name="IsGroup">A group; else a user.</param>
/// <param name="Name">As authentication gives it.</param>
public readonly record struct AccessSubject(bool IsGroup, string Name);
