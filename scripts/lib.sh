# What run.sh, test.sh and readme-commands.sh share. Sourced, never run; expects `root` to be the repository's folder.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

host_dll="$root/src/EdgeController.Host/bin/Release/net10.0/edge-controller.dll"

say() { printf '%s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command and shows its output only when it fails.
quietly() {
  local log code=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    cat "$log" >&2
    say "failed ($code): $*"
  fi
  rm -f "$log"
  return "$code"
}

need_dotnet() {
  have dotnet || fail "The .NET SDK 10 is missing: install the package dotnet-sdk-10.0 as your system's vendor describes."
  local sdks
  sdks=$(dotnet --list-sdks)
  case $'\n'"$sdks" in
    *$'\n'10.*) ;;
    *) fail "The .NET SDK 10 is missing (found: ${sdks:-none}): install the package dotnet-sdk-10.0 as your system's vendor describes." ;;
  esac
}

# True where Node 20 or newer and npm are there.
have_node() {
  have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

have_library() {
  local known
  known=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)
  case "$known" in *"$1 "*) return 0 ;; esac
  return 1
}

# Installs Debian packages: as root, else by a sudo that asks nothing, else names the one command and ends.
install_packages() {
  local -a as_root=()
  have apt-get || fail "Missing: $* (names of the Debian packages). Install them with this system's package manager and start again."
  if [ "$(id -u)" -ne 0 ]; then
    if have sudo && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      fail "Missing: $*. Run this and start again:  sudo apt-get install -y $*"
    fi
  fi
  say "Installing $* with apt-get"
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# The libraries by which the controller speaks Modbus and MQTT.
need_field_libraries() {
  local missing=()
  have_library libmodbus.so.5 || missing+=(libmodbus5)
  have_library libmosquitto.so.1 || missing+=(libmosquitto1)
  [ "${#missing[@]}" -eq 0 ] || install_packages "${missing[@]}"
}

# One number for all that a folder of sources holds, so that a build can be skipped when nothing changed.
fingerprint() {
  find "$1" \( -name node_modules -o -name TestResults \) -prune -o -type f -print0 | sort -z | xargs -0 cksum | cksum
}

# `npm ci` where the lock file is not the one that was installed.
npm_packages() {
  local stamp="$1/node_modules/.installed-from" lock
  lock=$(cksum <"$1/package-lock.json")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ] && return 0
  say "Installing the npm packages of ${1#"$root"/}"
  (cd "$1" && quietly npm ci --no-audit --no-fund --loglevel=error) || return 1
  mkdir -p "$1/node_modules"
  printf '%s' "$lock" >"$stamp"
}

# Builds the page into the Host's wwwroot, unless it stands there built from the same files.
build_dashboard() {
  local page="$root/src/dashboard" stamp now
  stamp="$page/node_modules/.built-from"
  now=$(fingerprint "$page")
  if [ -f "$root/src/EdgeController.Host/wwwroot/index.html" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
    return 0
  fi
  npm_packages "$page" || return 1
  say "Building the page"
  (cd "$page" && quietly npm run build) || return 1
  printf '%s' "$now" >"$stamp"
}
