# syntax=docker/dockerfile:1
# A silo and the fleet command. Build: docker build -t fleet . · Run: docker run --rm -p 8080:8080 --read-only --tmpfs /tmp -v fleet-data:/data fleet
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt .editorconfig ./
COPY src/ src/
COPY grains/ grains/
COPY silo/ silo/
COPY deploy/publish.sh deploy/publish.sh
RUN bash deploy/publish.sh /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
# The user `app` (1654) of the base image; nothing below /app is writable by it.
USER 1654:1654
WORKDIR /app
COPY --from=build --chown=0:0 /app /app
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_gcServer=0 \
    Fleet__Data=/data \
    Fleet__Listen=0.0.0.0:8080
VOLUME /data
EXPOSE 8080 11111
ENTRYPOINT ["/app/Fleet.Silo"]
