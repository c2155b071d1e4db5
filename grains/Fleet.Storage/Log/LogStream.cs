namespace Fleet.Storage.Log;

/// <summary>The streams of the fleet log. They share one counter and have their own retention.</summary>
public enum LogStream : byte
{
    /// <summary>Changes of records, for API watches; kept for minutes.</summary>
    Changes,

    /// <summary>CloudEvents, for subscribers; kept for days.</summary>
    Events,

    /// <summary>Who did what; kept for as long as the operator says, by default for ever.</summary>
    Audit,
}
