#!/bin/sh
# Fuzzes every parser (or those named) for some seconds each: run.sh FOLDER SECONDS [PARSER...]
# Corpora, logs and inputs that crashed stay in FOLDER. Ends with the line "N passed, N failed".
folder=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- idx cifar10 npy safetensors json checkpoint command-line
passed=0 failed=0
for parser; do
  mkdir -p "$folder/corpus/$parser" "$folder/crashes/$parser"
  # Inputs have at most 16 kB: nothing that they describe justifies a block of 8 MB.
  LGN_FUZZ=$parser LGN_SEEDS=$folder/corpus/$parser LGN_THREADS=1 "$folder/parsers" \
    -max_total_time="$seconds" -max_len=16384 -malloc_limit_mb=8 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$folder/crashes/$parser/" "$folder/corpus/$parser" \
    >"$folder/$parser.out" 2>"$folder/$parser.log"
  status=$?
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$parser.log")
  if [ $status -eq 0 ]; then
    passed=$((passed + 1))
    echo "$parser: $executions executions in $seconds s, no crash"
  else
    failed=$((failed + 1))
    echo "$parser: FAILED, see $folder/$parser.log; inputs in $folder/crashes/$parser"
  fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
