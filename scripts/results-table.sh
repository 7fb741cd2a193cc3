#!/usr/bin/env bash
# Writes docs/results.md from the figures in docs/results/*.json, which `./test.sh --long` writes, and the figures of
# docs/performance.md from docs/results/benchmarks.json. Needs node.
#   scripts/results-table.sh [FOLDER] [OUTPUT]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
node "$root/scripts/performance-table.mjs" "${1:-$root/docs/results}/benchmarks.json" "$root/docs/performance.md"
exec node "$root/scripts/results-table.mjs" "${1:-$root/docs/results}" "${2:-$root/docs/results.md}"
