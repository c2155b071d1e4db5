using Fleet.Storage.Log;

namespace Fleet.Api.Storage;

/// <summary>What must be written with a declared object or not at all: asked before each commit.</summary>
public interface IWriteCompanion
{
    /// <summary>More mutations for the commit of a write; none mostly.</summary>
    ValueTask<IReadOnlyList<Mutation>> OfAsync(WriteRecord write, CancellationToken cancellationToken);
}
