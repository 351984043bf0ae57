#include "tensor/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "tensor/error.h"

namespace lgn {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t largest_kept = std::size_t{256} << 20;  // beyond this a block is a one-off: give it back

// The sanitizers only see a use after release when the block really goes back.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool keep_blocks = false;
#elif defined(__has_feature)
constexpr bool keep_blocks = !__has_feature(address_sanitizer);
#else
constexpr bool keep_blocks = true;
#endif

class BlockLists {
 public:
  void* take(std::size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      auto& list = waiting_[bytes];
      if (!list.empty()) {
        void* block = list.back();
        list.pop_back();
        return block;
      }
      held_ += bytes;
    }
    const bool large = bytes >= huge_page;
    const auto from_system = [&] { return std::aligned_alloc(large ? huge_page : alignment, bytes); };
    void* block = from_system();
    if (!block) {  // blocks of other sizes may be waiting
      release_waiting();
      block = from_system();
    }
    if (!block) {
      std::lock_guard lock(mutex_);
      held_ -= bytes;
      fail("out of memory: the system refused a block of ", bytes >> 20, " MiB; use a smaller --batch or fewer images");
    }
    if (large) madvise(block, bytes, MADV_HUGEPAGE);
    return block;
  }

  void give_back(void* block, std::size_t bytes) {
    {
      std::lock_guard lock(mutex_);
      if (keep_blocks && bytes <= largest_kept) {
        waiting_[bytes].push_back(block);
        return;
      }
      held_ -= bytes;
    }
    std::free(block);
  }

  void release_waiting() {
    std::lock_guard lock(mutex_);
    for (auto& [bytes, list] : waiting_) {
      for (void* block : list) std::free(block);
      held_ -= bytes * list.size();
      list.clear();
    }
#if defined(__GLIBC__)
    malloc_trim(0);  // the system's own lists too
#endif
  }

  std::size_t held() {
    std::lock_guard lock(mutex_);
    return held_;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::size_t, std::vector<void*>> waiting_;
  std::size_t held_ = 0;
};

BlockLists& lists() {
  static auto* instance = new BlockLists;  // outlives every static tensor
  return *instance;
}

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

/// Sizes that differ little share their blocks: steps of an eighth. What is never touched takes no memory.
std::size_t block_size(std::size_t bytes) {
  const std::size_t step = std::max(alignment, std::bit_floor(bytes) / 8);
  const std::size_t size = round_up(std::max<std::size_t>(bytes, 1), bytes > largest_kept ? alignment : step);
  return size >= huge_page ? round_up(size, huge_page) : size;
}

}  // namespace

std::shared_ptr<void> allocate(std::size_t bytes) {
  require(bytes < largest_block, "out of memory: ", bytes, " bytes were asked for in one piece");
  const std::size_t size = block_size(bytes);
  void* block = lists().take(size);
  return std::shared_ptr<void>(block, [size](void* p) { lists().give_back(p, size); });
}

std::size_t memory_held() {
  return lists().held();
}

void release_unused_memory() {
  lists().release_waiting();
}

}  // namespace lgn
