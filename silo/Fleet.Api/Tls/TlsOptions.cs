namespace Fleet.Api.Tls;

/// <summary>The API's TLS: section <c>Fleet:Tls</c>.</summary>
public sealed record TlsOptions
{
    /// <summary>The server's certificate, with its chain (PEM); null for one that is generated.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key (PEM).</summary>
    public string? KeyFile { get; init; }

    /// <summary>An authority whose client certificates are taken besides our own (PEM).</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>Names and addresses a generated certificate is for, besides loopback and the machine's name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        if (CertificateFile is null != KeyFile is null)
        {
            throw new ArgumentException("Of Fleet:Tls:CertificateFile and Fleet:Tls:KeyFile (--tls-cert, --tls-key) one is set; both or none is accepted.");
        }

        foreach (var file in (string?[])[CertificateFile, KeyFile, ClientAuthorityFile])
        {
            if (file is not null && !File.Exists(file))
            {
                throw new ArgumentException($"Fleet:Tls: the file {file} does not exist.");
            }
        }
    }
}
