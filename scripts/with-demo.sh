#!/usr/bin/env bash
# with-demo.sh COMMAND...: runs the command beside a running demo, with EDGE_URL set to the demo's page.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$root/scripts/lib.sh"

log=$(mktemp)
dotnet "$host_dll" demo --http 127.0.0.1:0 --ocpp 127.0.0.1:0 >"$log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -f "$log"' EXIT

url=""
for _ in $(seq 300); do
  url=$(sed -n '/^page: http/{s/^page: //p;q}' "$log")
  [ -z "$url" ] && kill -0 "$demo" 2>/dev/null || break
  sleep 0.1
done
[ -n "$url" ] || { cat "$log"; fail "The demo told no page."; }
EDGE_URL=$url "$@"
