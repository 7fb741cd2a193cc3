# Reads test counts from what runners leave behind. Sourced by test.sh. Each function sets passed, failed and skipped, and
# returns 1 where it finds no counts: a runner without counts has failed, whatever its exit code says.

# From the counters of a TRX file. Its own `notExecuted` stays 0 for skipped tests, so they are total less executed.
counts_from_trx() {
  local line total executed
  [ -f "$1" ] || return 1
  line=$(grep -o '<Counters [^>]*>' "$1" | head -n 1 || true)
  [ -n "$line" ] || return 1
  total=$(trx_counter "$line" total)
  executed=$(trx_counter "$line" executed)
  passed=$(trx_counter "$line" passed)
  [ -n "$total" ] && [ -n "$executed" ] && [ -n "$passed" ] && [ "$total" -gt 0 ] || return 1
  failed=$((executed - passed))
  skipped=$((total - executed))
}

trx_counter() { sed -n "s/.* $2=\"\([0-9][0-9]*\)\".*/\1/p" <<<"$1"; }

# From the summary lines of node's test runner (`# pass 5` or `ℹ pass 5`), added up where it ran several times.
counts_from_node() {
  local sums
  [ -f "$1" ] || return 1
  sums=$(sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    $1 == "#" || $1 == "ℹ" { if (NF == 3 && $3 ~ /^[0-9]+$/) n[$2] += $3 }
    END { if (n["tests"] > 0) print n["pass"] + 0, n["fail"] + n["cancelled"], n["skipped"] + n["todo"] }')
  [ -n "$sums" ] || return 1
  read -r passed failed skipped <<<"$sums"
}

# From a last line of the form `Tests: 3 passed, 0 failed, 0 skipped`.
counts_from_line() {
  local sums
  [ -f "$1" ] || return 1
  sums=$(sed -n 's/^Tests: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$1" | tail -n 1)
  [ -n "$sums" ] || return 1
  read -r passed failed skipped <<<"$sums"
}
