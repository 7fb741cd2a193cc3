# Tells which tests failed, from what runners leave behind. Sourced by test.sh. Each function prints a block for each failed test: a
# line `FAILED name`, and indented below it what the test said. Nothing where it finds none.

# From the results of a TRX file: message, stack and output; and what went wrong with the run as a whole.
failures_from_trx() {
  [ -f "$1" ] || return 0
  tr -d '\r' <"$1" | awk '
    BEGIN { RS = "<" }
    function plain(s) {
      gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "\047", s)
      gsub(/&#x[0-9A-Fa-f]+;/, " ", s); gsub(/&amp;/, "\\&", s)
      return s
    }
    function attribute(name,  s) {
      if (!match($0, "[ \n]" name "=\"[^\"]*\"")) return ""
      s = substr($0, RSTART, RLENGTH)
      sub(/^[^"]*"/, "", s); sub(/"$/, "", s)
      return plain(s)
    }
    function told(  s, line, lines, n) {
      s = plain(substr($0, index($0, ">") + 1))
      n = split(s, line, "\n")
      for (lines = 1; lines <= n; lines++) if (line[lines] ~ /[^ \t]/) print "    " line[lines]
    }
    !match($0, /^[\/A-Za-z]+/) { next }
    { tag = substr($0, 1, RLENGTH) }
    tag == "UnitTestResult" {
      outcome = attribute("outcome")
      bad = outcome != "Passed" && outcome != "NotExecuted"
      if (bad) print "FAILED " attribute("testName")
    }
    tag == "RunInfo" { bad = attribute("outcome") == "Error"; if (bad) print "FAILED the run as a whole" }
    tag == "/UnitTestResult" || tag == "/RunInfo" { bad = 0 }
    bad && (tag == "Message" || tag == "StackTrace" || tag == "StdOut" || tag == "Text") { told() }'
}

# From the log of node's test runner, as TAP or as it prints for people. A suite that failed only by its tests is not told.
failures_from_node() {
  [ -f "$1" ] || return 0
  tr -d '\r' <"$1" | sed 's/\x1b\[[0-9;]*m//g' | awk '
    function flush() { if (name != "" && !suite) printf "FAILED %s\n%s", name, block; name = block = ""; suite = within = 0 }
    /^ *not ok [0-9]+/ {
      flush()
      if (!/ # (TODO|SKIP)/) { name = $0; sub(/^ *not ok [0-9]+ *(- )?/, "", name) }
      next
    }
    name != "" && !within && /^ *---$/ { within = 1; next }
    within && /^ *\.\.\.$/ { flush(); next }
    within { if (/failureType: .subtestsFailed/) suite = 1; block = block "    " $0 "\n"; next }
    /^✖ failing tests:/ { people = 1; next }
    people && /^test at / { place = $0; next }
    people && /^✖ / {
      todo = / # TODO/
      sub(/^✖ /, ""); sub(/ \([0-9.]+ms\)$/, "")
      if (!todo) print "FAILED " $0 "\n    " place
      next
    }
    people && !todo && /[^ ]/ { print "    " $0 }
    END { flush() }'
}

# From the log of a runner of our own: `$ command` ... `  exit code 3`, or `BROKEN: what`.
failures_from_line() {
  [ -f "$1" ] || return 0
  awk '
    /^\$ / { command = substr($0, 3); block = ""; next }
    /^  exit code [0-9]+$/ { printf "FAILED %s\n%s%s\n", command, block, "    " substr($0, 3); block = ""; next }
    /^BROKEN: / { print "FAILED " substr($0, 9) }
    { block = block "    " $0 "\n" }' "$1"
}

# show_failures RUNNER KIND FILE LOG: the blocks, at most 200 lines of them; where there are none, the end of the log. Adds
# `Failed: runner: test name` to the array `failures`.
show_failures() {
  local name=$1 kind=$2 file=$3 log=$4 blocks test most=200
  blocks=$("failures_from_$kind" "$file")
  if [ -n "$blocks" ]; then
    awk -v most="$most" -v log_file="$log" '
      NR <= most { print substr($0, 1, 2000) }
      END { if (NR > most) print "    (" NR - most " more lines: see " log_file ")" }' <<<"$blocks"
    # A process that ended by itself says why on its last lines, not in its results.
    if [ "$file" != "$log" ] && [ -f "$log" ] && grep -q '^FAILED the run as a whole' <<<"$blocks"; then
      echo "    The end of $log:"
      { grep -v '^ *Passed ' "$log" || true; } | tail -n 30 | cut -c 1-500 | sed 's/^/    /'
    fi
    while IFS= read -r test; do
      failures+=("Failed: $name: $test")
    done < <(sed -n 's/^FAILED //p' <<<"$blocks")
  else
    [ ! -f "$log" ] || tail -n 60 "$log" | cut -c 1-2000
    failures+=("Failed: $name: no test is named; see $log")
  fi
}
