#!/usr/bin/env bash
# Runs every command of README.md (the lines of its ```sh blocks) in a folder that looks like the repository and holds the
# README's own ```yaml block as site.yaml. `./run.sh` gets `--for 10s` where it would run for ever; `./test.sh` is left out,
# since it runs this. `--list` only prints the commands.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)

block() { awk -v kind="$1" '$0 == "```" kind { on = 1; next } /^```/ { on = 0 } on' "$root/README.md"; }

commands() { block sh | sed 's/ *#.*//; /^ *$/d'; }

if [ "${1:-}" = --list ]; then
  commands
  exit 0
fi

passed=0 failed=0
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for entry in "$root"/*; do
  ln -s "$entry" "$place/"
done
block yaml >"$place/site.yaml"
cd "$place"

while IFS= read -r command; do
  page=no
  case "$command" in
    ./test.sh*) continue ;;
    ./run.sh | "./run.sh -"* | "./run.sh demo"* | "./run.sh run"*) command="$command --for 10s" page=yes ;;
  esac
  echo "\$ $command"
  code=0
  timeout --kill-after=10 300 bash -c "$command" >out.log 2>&1 </dev/null || code=$?
  if [ "$code" -eq 2 ] && [ "$page" = yes ]; then
    echo "  exit code 2, a port may be taken: once more on free ones"
    code=0
    timeout --kill-after=10 300 bash -c "$command --http 127.0.0.1:0 --ocpp 127.0.0.1:0" >out.log 2>&1 </dev/null || code=$?
  fi
  if [ "$code" -eq 0 ] && { [ "$page" = no ] || grep -q '^page: http://' out.log; }; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    cat out.log
    echo "  exit code $code"
  fi
done < <(commands)

echo "Tests: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
