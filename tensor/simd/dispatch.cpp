// The choice of the instruction set.
#include "tensor/simd/dispatch.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "tensor/error.h"

namespace lgn {
namespace {

constexpr int undecided = -1;
std::atomic<int> current{undecided};

bool cpu_has(InstructionSet set) {
  switch (set) {
    case InstructionSet::scalar:
      return true;
    case InstructionSet::neon:  // part of every 64-bit ARM
      return simd::built_for(set);
#if defined(__x86_64__)
    case InstructionSet::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case InstructionSet::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
#endif
    default:
      return false;
  }
}

bool supported(InstructionSet set) {
  const auto& sets = supported_instruction_sets();
  return std::find(sets.begin(), sets.end(), set) != sets.end();
}

std::string supported_names() {
  std::string names;
  for (InstructionSet set : supported_instruction_sets()) {
    names += names.empty() ? "" : ", ";
    names += name(set);
  }
  return names;
}

InstructionSet first_choice() {
  const char* forced = std::getenv("LGN_SIMD");
  if (forced && *forced) return find_instruction_set(forced, "LGN_SIMD");
  return supported_instruction_sets().back();
}

}  // namespace

const char* name(InstructionSet set) {
  switch (set) {
    case InstructionSet::neon:
      return "neon";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    default:
      return "scalar";
  }
}

const std::vector<InstructionSet>& supported_instruction_sets() {
  static const std::vector<InstructionSet> sets = [] {
    std::vector<InstructionSet> found;
    for (InstructionSet set :
         {InstructionSet::scalar, InstructionSet::neon, InstructionSet::avx2, InstructionSet::avx512}) {
      if (simd::built_for(set) && cpu_has(set)) found.push_back(set);
    }
    return found;
  }();
  return sets;
}

InstructionSet instruction_set() {
  int set = current.load(std::memory_order_relaxed);
  if (set == undecided) {
    set = static_cast<int>(first_choice());
    current.store(set, std::memory_order_relaxed);
  }
  return static_cast<InstructionSet>(set);
}

void set_instruction_set(InstructionSet set) {
  require(supported(set), "the instruction set ", name(set),
          " is not available here; supported are: ", supported_names());
  current.store(static_cast<int>(set), std::memory_order_relaxed);
}

InstructionSet find_instruction_set(const std::string& wanted, const std::string& origin) {
  for (InstructionSet set : supported_instruction_sets())
    if (wanted == name(set)) return set;
  fail(origin, " asks for the instruction set \"", wanted,
       "\", which this machine or this build does not have; supported are: ", supported_names(),
       ". Leave it out to use the fastest");
}

}  // namespace lgn
