#!/usr/bin/env bash
# Publishes the layout of the image into a folder: the silo (Fleet.Silo) and the command line (fleet) side by side. usage: deploy/publish.sh FOLDER
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: deploy/publish.sh FOLDER" >&2; exit 2; }
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
cd "$(dirname "$0")/.."
dotnet publish src/Fleet.Cli/Fleet.Cli.csproj -c Release -v quiet -o "$folder"
dotnet publish silo/Fleet.Silo/Fleet.Silo.csproj -c Release -v quiet -o "$folder"
