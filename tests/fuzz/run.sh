#!/bin/sh
# Fuzzes every parser (or those named) for some seconds each, as many at a time as there are cores:
# run.sh FOLDER SECONDS [PARSER...]
# Corpora, logs and inputs that crashed stay in FOLDER. Ends with the line "N passed, N failed".
folder=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- idx cifar10 npy safetensors json checkpoint command-line
export folder seconds

printf '%s\n' "$@" | xargs -P "$(nproc 2>/dev/null || echo 2)" -I '{}' sh -c '
  parser=$1
  mkdir -p "$folder/corpus/$parser" "$folder/crashes/$parser"
  # Inputs have at most 16 kB: nothing that they describe justifies a block of 8 MB.
  LGN_FUZZ=$parser LGN_SEEDS=$folder/corpus/$parser LGN_THREADS=1 "$folder/parsers" \
    -max_total_time="$seconds" -max_len=16384 -malloc_limit_mb=8 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$folder/crashes/$parser/" "$folder/corpus/$parser" \
    >"$folder/$parser.out" 2>"$folder/$parser.log"
  status=$?
  executions=$(sed -n "s/^stat::number_of_executed_units: *//p" "$folder/$parser.log")
  if [ $status -eq 0 ]; then
    echo "$parser: $executions executions in $seconds s, no crash"
  else
    echo "$parser: FAILED, see $folder/$parser.log; inputs in $folder/crashes/$parser"
  fi' sh '{}' | tee "$folder/results"
passed=$(grep -c ', no crash$' "$folder/results")
echo "$passed passed, $(($# - passed)) failed"
[ "$passed" -eq $# ]
