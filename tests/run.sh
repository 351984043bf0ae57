#!/bin/sh
# All tests, as many processes at a time as there are cores: run.sh TESTS [ARGUMENT...]
# Most tests wait for one small program after the other, so that a single process leaves cores idle. The parts
# are GoogleTest's shards, more than most machines have cores, because some take longer; not many more, because
# each asks Python at its start what it has. Ends with the line "N passed, N failed".
tests=$1
shift
export LGN_SYNC=0  # a third of the time was waiting for the disk (tensor/io/file.h)
# With arguments it is some tests only: one process.
[ $# -eq 0 ] || exec "$tests" "$@"
logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT TERM
export tests logs GTEST_TOTAL_SHARDS=6

seq 0 $((GTEST_TOTAL_SHARDS - 1)) | xargs -P "$(nproc 2>/dev/null || echo 2)" -I '{}' sh -c '
  part=$1
  GTEST_SHARD_INDEX=$part "$tests" >"$logs/$part" 2>&1
  # A part that crashed has no last line of its own.
  tail -n 1 "$logs/$part" | grep -q "^[0-9]* passed, [0-9]* failed$" ||
    echo "0 passed, 1 failed: part $part of the tests broke off" >>"$logs/$part"
  cat "$logs/$part"' sh '{}'

awk '/^[0-9]+ skipped, / { skipped += $1 }
     /^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3 }
     END { if (skipped) print skipped " skipped, see above for why"
           print passed + 0 " passed, " failed + 0 " failed"
           exit failed > 0 || passed + skipped == 0 }' "$logs"/*
