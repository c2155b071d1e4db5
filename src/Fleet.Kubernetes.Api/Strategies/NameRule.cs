namespace Fleet.Kubernetes.Api.Strategies;

/// <summary>Checks a name; <paramref name="isPrefix"/> when it is a <c>generateName</c>. Empty when it is accepted, else upstream's wording.</summary>
public delegate IReadOnlyList<string> NameRule(string name, bool isPrefix);
