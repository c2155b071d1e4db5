namespace Fleet.Simulator.Seeding;

/// <summary>The words seeded names are made of.</summary>
internal static class FleetVocabulary
{
    /// <summary>Namespaces and the teams that own them.</summary>
    public static readonly (string Namespace, string Team)[] Domains =
    [
        ("payments", "pay"), ("checkout", "pay"), ("catalog", "shop"), ("search", "shop"), ("identity", "iam"), ("shipping", "logistics"),
        ("inventory", "logistics"), ("media", "content"), ("analytics", "data"), ("platform", "core"),
    ];

    public static readonly string[] Subjects =
    [
        "order", "invoice", "refund", "cart", "price", "offer", "stock", "parcel", "route", "user", "session", "token", "profile", "review",
        "image", "video", "report", "event", "metric", "audit", "ledger", "coupon", "tax", "address", "catalog", "query", "index", "feed",
        "mail", "push", "webhook", "export", "import", "billing", "fraud", "quota", "locale", "banner", "rating", "alert",
    ];
}
