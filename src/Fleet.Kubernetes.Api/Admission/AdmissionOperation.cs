namespace Fleet.Kubernetes.Api.Admission;

/// <summary>What is being asked of an object.</summary>
public enum AdmissionOperation : byte
{
    Create,
    Update,
    Delete,
    Connect,
}
