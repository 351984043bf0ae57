#!/bin/sh
# Is everything built anew that has to be? rebuild_check.sh BUILD, where all and tests are built.
#
# First in a toy project with our Makefile, really built: the class that everything uses gets another size, and
# all of the program and of the tests have to agree on it. Then in the real one, for many headers: make says
# what it would compile if one were new, the compiler (-MM) which sources include it. Ends with the line
# "N passed, N failed".
build=$1 passed=0 failed=0
toy=$(mktemp -d) || exit 1
trap 'rm -rf "$toy"' EXIT
unset MAKEFLAGS MAKELEVEL MFLAGS SEPARATE PRECOMPILE BUILD DATA GTEST

# check SENTENCE COMMAND...
check() {
  sentence=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $sentence"; fi
}

# --- the toy: every part says how large it takes the class to be ---------------------------------------------

# part NAME FILE
part() { printf '#include "tensor/tensor.h"\nint %s() { return sizeof(Thing); }\n' "$1" > "$toy/$2"; }
# main FILE PART...
main() {
  file=$toy/$1
  shift
  printf '#include <cstdio>\n#include "tensor/tensor.h"\nint main() { std::printf("%%zu ", sizeof(Thing));\n' > "$file"
  for one; do printf 'int %s(); std::printf("%%d ", %s());\n' "$one" "$one" >> "$file"; done
  echo "}" >> "$file"
}
resize() {
  printf '#pragma once\n#ifndef MORE\n#define MORE 0\n#endif\nstruct Thing { char members[%s + MORE]; };\n' "$1" > "$toy/tensor/thing.h"
}
# builds VARIABLE...: makes all and runs it; prints the sizes that there are.
builds() {
  make -s -C "$toy" all build/tests GTEST= "$@" > "$toy/log" 2>&1 || { cat "$toy/log"; return; }
  { "$toy/build/sizes"; "$toy/build/tests"; } | tr ' ' '\n' | sort -u | tr '\n' ' '
}
agree() { size=$1; shift; [ "$(builds "$@")" = "$size " ]; }

mkdir -p "$toy/tensor/simd" "$toy/lgn" "$toy/experiments/common/program" "$toy/tests"
cp Makefile "$toy"
cp tests/targets.mk "$toy/tests"
cp experiments/paper.mk "$toy/experiments"
printf '```cpp\nint main() { return 0; }\n```\n' > "$toy/README.md"
resize 1
for file in tensor/tensor.h tensor/precompiled.h tests/precompiled.h; do
  printf '#pragma once\n#include "tensor/thing.h"\n' > "$toy/$file"
done
part tensor_part tensor/a.cpp
part kernel_part tensor/simd/scalar.cpp
part lgn_part lgn/b.cpp
part info_part experiments/common/program/build_info.cpp
part test_part tests/c.cpp
main experiments/sizes.cpp tensor_part kernel_part lgn_part info_part
main tests/main.cpp tensor_part kernel_part lgn_part info_part test_part

for mode in SEPARATE= SEPARATE=yes PRECOMPILE=; do
  resize 2
  check "$mode: the toy is built" agree 2 $mode
  resize 3
  check "$mode: a changed header reaches every part" agree 3 $mode
  make -s -C "$toy" all build/tests GTEST= $mode > "$toy/log" 2>&1
  check "$mode: what is built is not built again" [ ! -s "$toy/log" ]
done
check "other flags reach every part" agree 7 CPPFLAGS=-DMORE=4
resize 4
part new_part lgn/new.cpp
main tests/main.cpp new_part
check "a new source is found" agree 4
rm "$toy/lgn/new.cpp"
check "a source that is gone leaves nothing to link" sh -c "! make -s -C '$toy' build/tests GTEST= >/dev/null 2>&1"

# --- the real project ---------------------------------------------------------------------------------------

# Every header that is precompiled, and one in ten of the others.
headers=$(for file in */precompiled.h; do
  echo "$file"
  ${CXX:-g++} -std=c++20 -MM -MG -nostdinc -I. "$file" | tr ' ' '\n' | grep '/.*\.h$'
done; find tensor autograd datasets lgn experiments tests -name '*.h' | sort | awk 'NR % 10 == 5')
headers=$(echo "$headers" | sort -u)
mains=$(find experiments -maxdepth 1 -name '*.cpp')
alone="experiments/common/program/build_info.cpp $(ls */simd/*.cpp */*/simd/*.cpp 2>/dev/null | grep -E '/(scalar|neon|avx2|avx512)\.cpp')"
tests=$(find tests/exercises -name '*.cpp' ! -name driver.cpp)
sources="$(find "$build/units" -name '*.cpp') $alone $mains $tests"

# What is written when its text changes hangs on FORCE: as make -n cannot know the text, nothing is forced.
would="make -n -o FORCE all $build/tests BUILD=$build"
compiled() { sed -n 's,.* -c \([^ ]*\.cpp\) -o .*,\1,p' | sort; }
check "$build is finished" [ -z "$($would | compiled)" ]
# Without the standard library's headers (-nostdinc -MG), which takes seconds instead of minutes.
${CXX:-g++} -std=c++20 -MM -MG -nostdinc -w -I. $sources | sed -e ':a;/\\$/{N;s/\\\n//;ba;}' > "$toy/rules"
check "a rule for every source" [ "$(wc -l < "$toy/rules")" -eq "$(echo $sources | wc -w)" ]
for header in $headers; do
  awk -v header="$header" '{ for (i = 3; i <= NF; ++i) if ($i == header) { print $2; next } }' "$toy/rules" | sort > "$toy/includes"
  $would -W "$header" | compiled > "$toy/makes"
  missed=$(comm -23 "$toy/includes" "$toy/makes" | head -3 | tr '\n' ' ')
  check "$header is new, and these are not compiled: $missed" [ -z "$missed" ]
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
