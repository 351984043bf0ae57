# The sources that a program consists of, beyond tensor/ and autograd/, which every program has: itself, and
# for each header X.h that it includes, directly or not, X.cpp and X_*.cpp.
#   awk -v sources="all.cpp of.cpp them.cpp" -f experiments/needs.awk experiments/classify.cpp

function need(file) {
  if (!(file in needed)) queue[length(needed) + 1] = file
  needed[file]
}

function need_sources_of(header,    stem, i) {
  stem = substr(header, 1, length(header) - 2)
  for (i = 1; i <= source_count; i++) {
    if (source[i] == stem ".cpp" || index(source[i], stem "_") == 1) need(source[i])
  }
}

BEGIN {
  source_count = split(sources, source, " ")
  need(ARGV[1])
  for (next_file = 1; next_file in queue; next_file++) {
    file = queue[next_file]
    if (file ~ /\.h$/) need_sources_of(file); else print file
    while ((getline line < file) > 0) {
      if (line ~ /^#include "/) {
        split(line, quoted, "\"")
        need(quoted[2])
      }
    }
    close(file)
  }
}
