#!/bin/sh
# Random configurations for some time, each trained for some steps, killed, resumed, and compared with the
# same run undisturbed: soak.sh PROGRAMS SECONDS [SEED]. Ends with the line "N passed, N failed".
programs=$1 seconds=$2 seed=${3:-$(date +%s)}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
end=$(($(date +%s) + seconds)) passed=0 failed=0 round=0

# pick WORD...: one of the words, the next number of a small generator deciding.
pick() {
  seed=$(((seed * 1103515245 + 12345) % 2147483648))
  shift $((seed / 65536 % $#))
  picked=$1
}

while [ "$(date +%s)" -lt $end ]; do
  round=$((round + 1))
  started_with=$seed
  pick classify reconstruct; program=$picked
  arguments="--limit-train 150 --limit-test 40 --epochs 2 --save-minutes 0"
  pick 1 2 3; arguments="$arguments --groups $picked"
  pick 1 2 3 4; arguments="$arguments --group-size $picked"
  pick 1 2 3 5 6; arguments="$arguments --kernel $picked"
  pick 1 1 2 3; arguments="$arguments --stride $picked"
  pick 1 2 3; arguments="$arguments --layers $picked"
  pick 1 7 16 64 1000; arguments="$arguments --batch $picked"
  [ "$picked" != 1 ] || arguments="$arguments --limit-train 20"
  pick standard none; arguments="$arguments --normalization $picked"
  pick free orthogonal exact; arguments="$arguments --generator $picked"
  pick none channels layer network; arguments="$arguments --share $picked"
  pick none none inverse; arguments="$arguments --regularizer $picked"
  pick fused plain; arguments="$arguments --unfolding $picked"
  pick 1 2 3 9; threads=$picked
  pick 0.05 0.1 0.2 0.4; first=$picked
  pick 0.1 0.3 0.5; second=$picked
  run="$programs/$program $arguments"

  # What the program refuses with a sentence is no configuration.
  $run --out "$folder/whole" >"$folder/log" 2>&1
  status=$?
  if [ $status -eq 1 ] && grep -q '^error: ' "$folder/log"; then
    echo "round $round: refused ($(sed -n 's/^error: //p' "$folder/log" | cut -c1-90)): $program $arguments"
    rm -rf "$folder"/*
    continue
  fi
  timeout -s KILL "$first" $run --threads "$threads" --continue --out "$folder/killed" >>"$folder/log" 2>&1
  timeout --foreground -s TERM "$second" $run --threads 1 --continue --out "$folder/killed" >>"$folder/log" 2>&1
  $run --threads "$threads" --continue --out "$folder/killed" >>"$folder/log" 2>&1 || status=2
  if [ $status -eq 0 ] && cmp "$folder/whole/model.safetensors" "$folder/killed/model.safetensors"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "round $round (seed $started_with) FAILED: $run --threads $threads"
    tail -5 "$folder/log"
  fi
  rm -rf "$folder"/*
done 2>/dev/null
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
