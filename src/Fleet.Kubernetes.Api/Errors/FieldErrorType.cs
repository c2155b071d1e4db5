namespace Fleet.Kubernetes.Api.Errors;

/// <summary>What is wrong with a field; upstream <c>field.ErrorType</c>.</summary>
public enum FieldErrorType : byte
{
    NotFound,
    Required,
    Duplicate,
    Invalid,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    Internal,
    TypeInvalid,
}
