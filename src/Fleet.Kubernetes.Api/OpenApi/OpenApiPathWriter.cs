using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>Writes paths and operations of an OpenAPI v3 document.</summary>
internal sealed class OpenApiPathWriter(DocumentBuilder output, OpenApiSchemaWriter schemas, string tag)
{
    private static readonly string[] AnswerTypes = ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"];

    private static readonly string[] StreamTypes =
    [
        "application/json",
        "application/json;stream=watch",
        "application/vnd.kubernetes.protobuf",
        "application/vnd.kubernetes.protobuf;stream=watch",
        "application/yaml",
    ];

    public void Write(string path, IReadOnlyList<OpenApiOperation> operations, IReadOnlyList<OpenApiParameter> parameters)
    {
        if (operations.Count == 0)
        {
            return;
        }

        output.Name(path).StartObject();
        foreach (var operation in operations)
        {
            output.Name(operation.Method);
            Operation(operation);
        }

        Parameters(parameters);
        output.EndObject();
    }

    private void Operation(OpenApiOperation operation)
    {
        output.StartObject().Name("tags"u8).StartArray().String(tag).EndArray().Name("operationId"u8).String(operation.Id);
        Parameters(operation.Parameters);
        if (operation.Body is { } body)
        {
            output.Name("requestBody"u8).StartObject();
            Content(body, operation.BodyTypes);
            if (operation.IsBodyRequired)
            {
                output.Name("required"u8).Boolean(true);
            }

            output.EndObject();
        }

        output.Name("responses"u8).StartObject();
        foreach (var code in operation.Codes)
        {
            output.Name(code).StartObject();
            Content(operation.Answer, operation.IsStream ? StreamTypes : AnswerTypes);
            output.EndObject();
        }

        output.Name("401"u8).StartObject().EndObject().EndObject();
        output.Name("x-kubernetes-action"u8).String(operation.Action).Name("x-kubernetes-group-version-kind"u8).StartObject()
            .Name("group"u8).String(operation.Kind.Group)
            .Name("version"u8).String(operation.Kind.Version)
            .Name("kind"u8).String(operation.Kind.Kind)
            .EndObject().EndObject();
    }

    private void Content(string component, IReadOnlyList<string> mediaTypes)
    {
        output.Name("content"u8).StartObject();
        foreach (var mediaType in mediaTypes)
        {
            output.Name(mediaType).StartObject().Name("schema"u8);
            schemas.Reference(component);
            output.EndObject();
        }

        output.EndObject();
    }

    private void Parameters(IReadOnlyList<OpenApiParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        output.Name("parameters"u8).StartArray();
        foreach (var parameter in parameters)
        {
            output.StartObject().Name("name"u8).String(parameter.Name).Name("in"u8).String(parameter.IsPath ? "path"u8 : "query"u8);
            if (parameter.IsPath)
            {
                output.Name("required"u8).Boolean(true);
            }

            output.Name("schema"u8).StartObject().Name("type"u8).String(parameter.Type).Name("uniqueItems"u8).Boolean(true).EndObject().EndObject();
        }

        output.EndArray();
    }
}
