using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Defaulting;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

/// <summary>A built-in kind as far as its structure goes: normalised and defaulted, without rules of its own.</summary>
internal sealed class TypedStrategy(Schema schema) : GenericStrategy
{
    public override void Normalize(DocumentNode value)
    {
        var normal = Normalisation.Apply(schema, value.ToValue());
        foreach (var name in value.Names)
        {
            value.Remove(name);
        }

        foreach (var name in normal.Names)
        {
            value[name] = normal[name]!;
        }
    }

    public override void Default(DocumentNode value) => Defaults.Apply(schema, value);
}
