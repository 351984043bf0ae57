// Every parser of what comes from outside, as one function of bytes: for the fuzzer (driver.cpp), and for a
// test of the suite that damages good files in a few thousand ways.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tensor/error.h"
#include "tensor/threads.h"

namespace lgn::fuzz {

struct Target {
  const char* name;
  /// Good inputs, for the fuzzer to start from.
  std::vector<std::string> (*seeds)();
  /// Parses, and uses what came of it. May throw Error and nothing else.
  void (*feed)(const std::string& bytes);
};

const std::vector<Target>& targets();

/// Runs one of several things to be tried on the same bytes; its Error is an answer like any other.
inline void attempt(FunctionRef<void()> action) {
  try {
    action();
  } catch (const Error&) {
  }
}

/// Stops the process where a parser's result contradicts itself.
inline void insist(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "contradiction: %s\n", what);
  __builtin_trap();
}

}  // namespace lgn::fuzz
