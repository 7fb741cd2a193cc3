#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is the sum over all runners.
#   ./test.sh          the reduced set: fewer seeds and shorter simulated days, under ten minutes
#   ./test.sh --long   full seeds and days (EDGE_LONG=1), writes docs/results/*.json
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cd "$root"
. scripts/lib.sh
. scripts/counts.sh

limit=1200
case "${1:-}" in
  "") echo "Reduced set: fewer seeds and shorter simulated days; ./test.sh --long runs all." ;;
  --long) export EDGE_LONG=1; limit=14400; mkdir -p docs/results ;;
  *) fail "usage: ./test.sh [--long]" ;;
esac

out="$root/out/test"
rm -rf "$out"
mkdir -p "$out"
sum_passed=0 sum_failed=0 sum_skipped=0
table=()

# runner NAME COUNTS FILE COMMAND...: runs the command, reads the counts from the file, adds them up.
runner() {
  local name=$1 counts=$2 file=$3 code=0 began=$SECONDS log="$out/$1.log" note=""
  shift 3
  echo "-- $name"
  timeout --kill-after=20 "$limit" "$@" >"$log" 2>&1 || code=$?
  passed=0 failed=0 skipped=0
  if ! "$counts" "$file"; then
    failed=1 note="no counts, exit code $code"
  elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1 note="exit code $code"
  fi
  [ "$code" -eq 124 ] && note="ended after $limit s"
  [ "$failed" -gt 0 ] && cat "$log"
  add_row "$name" "$passed" "$failed" "$skipped" $((SECONDS - began)) "$note"
}

add_row() {
  sum_passed=$((sum_passed + $2)) sum_failed=$((sum_failed + $3)) sum_skipped=$((sum_skipped + $4))
  table+=("$(printf '%-34s %7s %7s %8s %6s s  %s' "$@")")
}

finish() {
  echo
  printf '%-34s %7s %7s %8s %8s\n' runner passed failed skipped time
  printf '%s\n' "${table[@]}"
  echo "Tests: $sum_passed passed, $sum_failed failed, $sum_skipped skipped"
  [ "$sum_failed" -eq 0 ] || exit 1
  exit 0
}

# step NAME COMMAND...: something that must succeed before tests can run.
step() {
  local name=$1 began=$SECONDS
  shift
  "$@" && return 0
  add_row "$name" 0 1 0 $((SECONDS - began)) "failed, nothing run after it"
  finish
}

need_node() { have_node || fail "Node 20 or newer and npm are missing: install the packages nodejs and npm."; }

packages() {
  local missing=()
  have_library libmodbus.so.5 || missing+=(libmodbus5)
  have chromium || missing+=(chromium)
  have clp || missing+=(coinor-clp)
  [ "${#missing[@]}" -eq 0 ] || install_packages "${missing[@]}"
}

need_dotnet
need_node
packages
echo "-- build"
step page build_dashboard
for lock in tests/*/package-lock.json tests/*/*/package-lock.json; do
  [ ! -f "$lock" ] || step "npm packages" npm_packages "$root/$(dirname "$lock")"
done
step build quietly dotnet build EdgeController.sln -c Release -v quiet -nologo

for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  case "$name" in *.Tests | *.Scenarios) ;; *) continue ;; esac
  runner "${name#EdgeController.}" counts_from_trx "$out/$name.trx" \
    dotnet test "$project" -c Release --no-build --nologo --results-directory "$out" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=normal"
done

runner dashboard counts_from_node "$out/dashboard.log" scripts/with-demo.sh npm --prefix src/dashboard test
runner interop counts_from_node "$out/interop.log" npm --prefix tests/EdgeController.Interop test
benchmarks=tests/EdgeController.Benchmarks/bin/Release/net10.0/EdgeController.Benchmarks.dll
runner benchmarks counts_from_line "$out/benchmarks.log" dotnet "$benchmarks" --smoke
[ -z "${EDGE_LONG:-}" ] || step "all benchmarks" quietly dotnet "$benchmarks" --out docs/results/benchmarks.json
runner readme counts_from_line "$out/readme.log" scripts/readme-commands.sh
finish
