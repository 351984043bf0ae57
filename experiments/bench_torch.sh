#!/bin/sh
# Compares a training step and inference with PyTorch: the program and experiments/torch_step.py in turn,
# several times, so that the machine's moods hit all; prints medians and the ratios with their spread.
#
#   bench_torch.sh BUILD/bench [ROUNDS]
set -eu
bench=$1
rounds=${2:-5}
script=$(dirname "$0")/torch_step.py

for candidate in ${PYTHON:-} python3 /usr/bin/python3 /usr/local/bin/python3; do
  if "$candidate" -c 'import torch' 2>/dev/null; then python=$candidate; break; fi
done
if [ -z "${python:-}" ]; then
  echo "PyTorch was not found; on Debian or Ubuntu: apt-get install python3-torch" >&2
  echo "(or name a Python that has it: make bench-torch PYTHON=.../python3)" >&2
  exit 1
fi
# OpenBLAS would start threads of its own inside PyTorch's, and slow it down.
export OPENBLAS_NUM_THREADS=1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
value() { sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\",]*\).*/\1/p" "$folder/bench.json"; }

# One line a round: milliseconds and images per second of each of the three.
round=1
while [ "$round" -le "$rounds" ]; do
  "$bench" --only step --json "$folder/bench.json" > "$folder/bench.txt"
  threads=$(value threads)
  batch=$(value batch)
  plain=$("$python" "$script" plain "$threads" "$batch")
  fast=$("$python" "$script" fast "$threads" "$batch")
  blas=${plain##* }
  echo "$(value train_step_ms) $(value infer_images_per_second) ${plain% *} ${fast% *}" >> "$folder/rounds"
  echo "round $round of $rounds: $(tail -n 1 "$folder/rounds" | awk '{
    printf "a training step takes %.1f ms, in PyTorch %.1f (plain), %.1f (fast)", $1, $3, $5 }')"
  round=$((round + 1))
done

version=$("$python" -c 'import torch; print(torch.__version__)')
echo
echo "CIFAR-10 classification, batch $batch, $threads threads, $(value simd); PyTorch $version, $blas"
awk '
  function median(list, n,    i, j, x) {  # sorts the list
    for (i = 2; i <= n; i++) {
      x = list[i]
      for (j = i - 1; j >= 1 && list[j] > x; j--) list[j + 1] = list[j]
      list[j + 1] = x
    }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
  }
  function column(c,    i, list) {
    for (i = 1; i <= NR; i++) list[i] = cell[i, c]
    return median(list, NR)
  }
  function ratio(over, under,    i, list, middle) {
    for (i = 1; i <= NR; i++) list[i] = cell[i, over] / cell[i, under]
    middle = median(list, NR)
    return sprintf("%.2f (%.2f .. %.2f)", middle, list[1], list[NR])
  }
  { for (c = 1; c <= 6; c++) cell[NR, c] = $c }
  END {
    row = "%-16s%16s  %-24s%18s  %-24s\n"
    printf row, "", "training, ms", "ratio (spread)", "inference, 1/s", "ratio (spread)"
    printf row, "lgn", sprintf("%.1f", column(1)), "", sprintf("%.0f", column(2)), ""
    printf row, "PyTorch, plain", sprintf("%.1f", column(3)), ratio(3, 1), sprintf("%.0f", column(4)), ratio(2, 4)
    printf row, "PyTorch, fast", sprintf("%.1f", column(5)), ratio(5, 1), sprintf("%.0f", column(6)), ratio(2, 6)
  }' "$folder/rounds"
case $blas in
  libblas*) echo "note: this PyTorch multiplies matrices with the reference BLAS, which slows the plain variant down
      many times; for a fair comparison: apt-get install libopenblas0-pthread" ;;
esac
