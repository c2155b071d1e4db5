using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Serialization;

/// <summary>A document travels as its JSON.</summary>
[GenerateSerializer, Immutable, Alias("fleet.document")]
public struct DocumentSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> Utf8;
}

/// <summary>Documents between silos. Within a silo messages are immutable and not copied.</summary>
[RegisterConverter]
public sealed class DocumentConverter : IConverter<Document, DocumentSurrogate>
{
    public Document ConvertFromSurrogate(in DocumentSurrogate surrogate) => Document.Parse(surrogate.Utf8.Span);

    public DocumentSurrogate ConvertToSurrogate(in Document value) => new() { Utf8 = value.ToUtf8() };
}
