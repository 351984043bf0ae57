// Which vector instructions the fast kernels use: chosen once, at run time, by what the CPU offers.
//
// A family of kernels is two files: FAMILY_kernels.h has the interface, a table of function pointers that
// anybody may include; FAMILY_loops.h has the loops, written once in terms of the types Floats and Doubles
// (vector_*.h). They are compiled once per instruction set, in scalar.cpp, neon.cpp, avx2.cpp and avx512.cpp,
// which fill the tables. All else in those files has internal linkage or is always inlined, so that the
// linker can never substitute AVX code for a baseline function of the same name.
#pragma once

#include <string>
#include <vector>

namespace lgn {

enum class InstructionSet { scalar, neon, avx2, avx512 };

/// "scalar", "neon", "avx2", "avx512".
const char* name(InstructionSet set);

/// The sets that this CPU and this build both have, slowest first; `scalar` is always among them.
const std::vector<InstructionSet>& supported_instruction_sets();

/// The set in use: at first LGN_SIMD if it is in the environment and not empty, else the fastest supported.
/// Error, naming the supported ones, when LGN_SIMD is none of them; never a silent fallback.
InstructionSet instruction_set();

/// Changes the set in use; Error when it is not supported. For tests and benchmarks; not from within a task.
void set_instruction_set(InstructionSet set);

/// The set of that name; Error, saying that `origin` asked for it, when it is unknown or not supported.
InstructionSet find_instruction_set(const std::string& name, const std::string& origin);

/// Uses another set for as long as it lives.
class ScopedInstructionSet {
 public:
  explicit ScopedInstructionSet(InstructionSet set) : before_(instruction_set()) { set_instruction_set(set); }
  ~ScopedInstructionSet() { set_instruction_set(before_); }
  ScopedInstructionSet(const ScopedInstructionSet&) = delete;
  ScopedInstructionSet& operator=(const ScopedInstructionSet&) = delete;

 private:
  InstructionSet before_;
};

namespace simd {

/// Whether this build contains kernels for the set.
constexpr bool built_for(InstructionSet set) {
#if defined(__x86_64__)
  return set != InstructionSet::neon;
#elif defined(__aarch64__)
  return set == InstructionSet::scalar || set == InstructionSet::neon;
#else
  return set == InstructionSet::scalar;
#endif
}

/// The table for the set in use. `Kernels` is a struct of function pointers with the static constants
/// `scalar`, `neon`, `avx2` and `avx512`, each defined in the file of that name.
template <class Kernels>
const Kernels& select() {
  const InstructionSet set = instruction_set();
  if constexpr (built_for(InstructionSet::neon)) {
    if (set == InstructionSet::neon) return Kernels::neon;
  }
  if constexpr (built_for(InstructionSet::avx512)) {
    if (set == InstructionSet::avx512) return Kernels::avx512;
    if (set == InstructionSet::avx2) return Kernels::avx2;
  }
  return Kernels::scalar;
}

}  // namespace simd
}  // namespace lgn
