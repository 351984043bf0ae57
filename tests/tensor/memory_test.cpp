#include "tensor/memory.h"

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "tensor/tensor.h"
#include "tests/autograd/gradient_checks.h"

namespace lgn {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool keeps_blocks = false;  // the sanitizer wants to see every release
#elif defined(__has_feature)
constexpr bool keeps_blocks = !__has_feature(address_sanitizer);
#else
constexpr bool keeps_blocks = true;
#endif

TEST(Memory, BlocksAreAligned) {
  for (std::size_t bytes : {0, 1, 63, 64, 65, 4095, 1 << 20, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 9 << 20}) {
    const auto block = allocate(bytes);
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.get()) % alignment, 0u) << bytes;
    std::memset(block.get(), 0xab, bytes);
  }
}

TEST(Memory, BlocksInUseDiffer) {
  const auto a = allocate(1000), b = allocate(1000);
  EXPECT_NE(a.get(), b.get());
}

TEST(Memory, StepsOfTheSameSizesDoNotGrow) {
  const auto step = [] {
    std::vector<Tensor> alive;
    for (Index i = 1; i < 20; ++i) alive.push_back(Tensor({i * 1001, 37}));
  };
  step();
  const std::size_t held = memory_held();
  for (int i = 0; i < 5; ++i) step();
  EXPECT_EQ(memory_held(), held);
}

TEST(Memory, WaitingBlocksCanBeGivenBack) {
  release_unused_memory();
  const std::size_t before = memory_held();
  const auto kept = allocate(100000);
  allocate(200000);
  if (keeps_blocks) {
    EXPECT_GE(memory_held(), before + 300000);
  }
  release_unused_memory();
  EXPECT_GE(memory_held(), before + 100000);
  EXPECT_LT(memory_held(), before + 200000);
}

TEST(Memory, AbsurdSizesAreRefused) {
  const std::size_t before = memory_held();
  expect_error([] { allocate(SIZE_MAX); }, "out of memory");
  expect_error([] { allocate(largest_block); }, "1099511627776 bytes were asked for in one piece");
  EXPECT_EQ(memory_held(), before);
}

TEST(Memory, ManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 2000; ++i) {
        const std::size_t bytes = static_cast<std::size_t>(64 << (i % 7));
        const auto block = allocate(bytes);
        std::memset(block.get(), t, bytes);
        const auto* first = static_cast<const unsigned char*>(block.get());
        for (std::size_t k = 0; k < bytes; ++k) ASSERT_EQ(first[k], t);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace lgn
