#!/usr/bin/env bash
# Builds what changed and starts the controller. `./run.sh` alone runs the built-in demo site; `./run.sh check site.yaml`
# and the like are passed on. docs/operating.md lists the commands.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
. "$root/scripts/lib.sh"

case "${1:-}" in
  --help | -h | --version) ;; # about the program, not about the demo
  "" | -*) set -- demo "$@" ;;
esac

need_dotnet
case "$1" in
  run | demo)
    need_field_libraries
    if have_node; then
      build_dashboard
    else
      say "Node 20 or newer and npm are missing: the controller starts without its page."
    fi
    ;;
esac

quietly dotnet build "$root/src/EdgeController.Host" -c Release -v quiet -nologo
exec dotnet "$host_dll" "$@"
