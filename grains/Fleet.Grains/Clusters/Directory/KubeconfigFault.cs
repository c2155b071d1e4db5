namespace Fleet.Grains.Clusters.Directory;

/// <summary>A file of the directory that is no kubeconfig.</summary>
/// <param name="Path">The file.</param>
/// <param name="Digest">Of its content, empty when it cannot be read: the same fault is told once.</param>
/// <param name="Message">What is wrong, without the file's content.</param>
internal sealed record KubeconfigFault(string Path, string Digest, string Message);
