# The sources that a program consists of, beyond tensor/ and autograd/, which every program has: itself; for
# each header X.h that it includes, directly or not, X.cpp and X_*.cpp; every source without a header of its
# name.
#   awk -v sources="all.cpp of.cpp them.cpp" -f experiments/needs.awk experiments/classify.cpp

function need(file) {
  if (!(file in needed)) queue[++queued] = file
  needed[file]
}

function need_sources_of(header,    stem, i) {
  stem = substr(header, 1, length(header) - 2)
  for (i = 1; i <= source_count; i++) {
    if (source[i] == stem ".cpp" || index(source[i], stem "_") == 1) need(source[i])
  }
}

BEGIN {
  need(ARGV[1])
  source_count = split(sources, source, " ")
  for (i = 1; i <= source_count; i++) {
    header = source[i]
    sub(/\.cpp$/, ".h", header)
    if ((getline line < header) < 0) need(source[i])
    close(header)
  }
  for (next_file = 1; next_file <= queued; next_file++) {
    file = queue[next_file]
    if (file ~ /\.cpp$/) print file; else need_sources_of(file)
    while ((getline line < file) > 0) {
      if (line ~ /^#include "/) {
        split(line, quoted, "\"")
        need(quoted[2])
      }
    }
    close(file)
  }
}
