// The choice of the instruction set.
#include <gtest/gtest.h>

#include <algorithm>

#include "tensor/error.h"
#include "tensor/simd/dispatch.h"
#include "tests/support.h"

namespace lgn {
namespace {

TEST(SimdDispatch, ScalarIsAlwaysThereAndTheChoiceIsSupported) {
  const auto& sets = supported_instruction_sets();
  ASSERT_FALSE(sets.empty());
  EXPECT_EQ(sets.front(), InstructionSet::scalar);
  EXPECT_NE(std::find(sets.begin(), sets.end(), instruction_set()), sets.end());
}

TEST(SimdDispatch, NamesAndBack) {
  for (InstructionSet set : supported_instruction_sets()) EXPECT_EQ(find_instruction_set(name(set), "a test"), set);
}

TEST(SimdDispatch, UnknownAndUnsupportedNamesAreErrors) {
  std::string unsupported = "neon";
#if defined(__aarch64__)
  unsupported = "avx2";
#endif
  for (const std::string& wanted : {std::string("sse9"), std::string("AVX2"), unsupported}) {
    const std::string quoted = "\"" + wanted + "\"";
    test::expect_error([&] { find_instruction_set(wanted, "LGN_SIMD"); }, {"LGN_SIMD", quoted.c_str(), "scalar"});
  }
}

struct Which {
  InstructionSet set;
  [[maybe_unused]] static const Which scalar, neon, avx2, avx512;  // a processor has some
};
const Which Which::scalar{InstructionSet::scalar};
const Which Which::neon{InstructionSet::neon};
const Which Which::avx2{InstructionSet::avx2};
const Which Which::avx512{InstructionSet::avx512};

TEST(SimdDispatch, TheForcedSetIsTheOneThatRuns) {
  const InstructionSet before = instruction_set();
  for (InstructionSet set : supported_instruction_sets()) {
    ScopedInstructionSet forced(set);
    EXPECT_EQ(instruction_set(), set);
    EXPECT_EQ(simd::select<Which>().set, set);
  }
  EXPECT_EQ(instruction_set(), before);
}

}  // namespace
}  // namespace lgn
