#!/usr/bin/env bash
# Builds everything and runs all tests. The last line is the sum over all runners.
#   ./test.sh          the reduced set: fewer seeds and shorter simulated days, under ten minutes
#   ./test.sh --long   full seeds and days (EDGE_LONG=1), writes docs/results/*.json
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cd "$root"
. scripts/lib.sh
. scripts/counts.sh
. scripts/failures.sh

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
table=() failures=() started=()

# start NAME KIND FILE COMMAND...: runs the command beside all else, or once the runner that AFTER names has ended; its counts (scripts/counts.sh) will be read from the file.
start() {
  local name=$1 kind=$2 file=$3 after=${AFTER:-}
  shift 3
  started+=("$name $kind $file")
  (
    until [ -z "$after" ] || [ -f "$out/$after.ended" ]; do sleep 0.2; done
    echo "-- $name"
    code=0 began=$SECONDS
    timeout --kill-after=20 "$limit" "$@" >"$out/$name.log" 2>&1 &
    trap "kill $!" TERM
    wait $! || code=$?
    echo "$code $((SECONDS - began))" >"$out/$name.ended"
  ) &
}

trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

# collect: waits for all that was started, adds up the counts and tells what failed.
collect() {
  local one name kind file code took note
  wait
  for one in ${started[@]+"${started[@]}"}; do
    read -r name kind file <<<"$one"
    code=1 took=0 note=""
    read -r code took <"$out/$name.ended" || true
    passed=0 failed=0 skipped=0
    if ! "counts_from_$kind" "$file"; then
      failed=1 note="no counts, exit code $code"
    elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
      failed=1 note="exit code $code"
    fi
    [ "$code" -eq 124 ] && note="ended after $limit s"
    echo "   $name: $passed passed, $failed failed, $skipped skipped, $took s"
    [ "$failed" -eq 0 ] || show_failures "$name" "$kind" "$file" "$out/$name.log"
    add_row "$name" "$passed" "$failed" "$skipped" "$took" "$note"
  done
  started=()
}

runner() { start "$@"; collect; }

# start_dotnet NAME PROJECT [FILTER]
start_dotnet() {
  local name=$1 project="tests/EdgeController.$2"
  start "$name" trx "$out/$name.trx" dotnet test "$project" -c Release --no-build --nologo --results-directory "$out" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=normal" ${3:+--filter "$3"}
}

add_row() {
  sum_passed=$((sum_passed + $2)) sum_failed=$((sum_failed + $3)) sum_skipped=$((sum_skipped + $4))
  table+=("$(printf '%-34s %7s %7s %8s %6s s  %s' "$@")")
}

finish() {
  echo
  [ "${#failures[@]}" -eq 0 ] || printf '%s\n' "${failures[@]}" ""
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
  failures+=("Failed: $name: see above")
  add_row "$name" 0 1 0 $((SECONDS - began)) "failed, nothing run after it"
  finish
}

need_node() { have_node || fail "Node 20 or newer and npm are missing: install the packages nodejs and npm."; }

packages() {
  local missing=()
  have_library libmodbus.so.5 || missing+=(libmodbus5)
  have_library libmosquitto.so.1 || missing+=(libmosquitto1)
  # Tests start brokers of their own, each on a free port of the loopback; the one that some systems start on installing it is left alone.
  { have mosquitto || [ -x /usr/sbin/mosquitto ]; } || missing+=(mosquitto)
  have mosquitto_pub || missing+=(mosquitto-clients)
  have chromium || missing+=(chromium)
  have clp || missing+=(coinor-clp)
  have cbc || missing+=(coinor-cbc)
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

killed_processes() { start_dotnet Scenarios-of-killed-processes Scenarios "FullyQualifiedName~.Kills.Journal."; }

# A thousand deaths mostly wait for processes to start: they begin with the first of the long runners.
[ -z "${EDGE_LONG:-}" ] || killed_processes

# What keeps the processor busy runs apart from what measures time.
for project in tests/*.Tests; do
  name=$(basename "$project")
  name=${name#EdgeController.}
  case "$name" in Host.Tests | Drivers.Tests) ;; *) start_dotnet "$name" "$name" ;; esac
done
AFTER=Simulator.Tests start_dotnet Scenarios Scenarios "FullyQualifiedName!~.RealTime.&FullyQualifiedName!~.Kills.Journal."
collect

# What mostly waits runs side by side; what follows fills the time in which only the slowest is left.
start_dotnet Scenarios-in-real-time Scenarios "FullyQualifiedName~.RealTime.&FullyQualifiedName!~.Mqtt."
start_dotnet Scenarios-over-a-broker Scenarios "FullyQualifiedName~.Mqtt.RealTime."
start_dotnet Host.Tests Host.Tests
start_dotnet Drivers.Tests Drivers.Tests
AFTER=Drivers.Tests start interop node "$out/interop.log" npm --prefix tests/EdgeController.Interop test
collect
start dashboard node "$out/dashboard.log" scripts/with-demo.sh npm --prefix src/dashboard test
[ -n "${EDGE_LONG:-}" ] || killed_processes
start readme line "$out/readme.log" scripts/readme-commands.sh
collect

benchmarks=tests/EdgeController.Benchmarks/bin/Release/net10.0/EdgeController.Benchmarks.dll
runner benchmarks line "$out/benchmarks.log" dotnet "$benchmarks" --smoke
[ -z "${EDGE_LONG:-}" ] || step "all benchmarks" quietly dotnet "$benchmarks" --out docs/results/benchmarks.json
finish
