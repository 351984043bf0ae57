// Memory for tensors: aligned, and reused from step to step.
//
// A training step asks for the same sizes again and again. Freed blocks are kept in lists by size and
// handed out again, so that a run neither grows nor pays for page faults. Large blocks are aligned to 2 MiB
// and ask for huge pages.
#pragma once

#include <cstddef>
#include <memory>

namespace lgn {

/// Every block starts on such a boundary (one cache line; one AVX-512 register).
inline constexpr std::size_t alignment = 64;

/// More in one piece is refused: such a size comes from a damaged file or a slip, not from data.
inline constexpr std::size_t largest_block = std::size_t{1} << 40;

/// `bytes` bytes, uninitialised, aligned to `alignment`; returned to the lists when the last owner goes.
/// Thread-safe. Throws Error with the size when the system has no memory left.
std::shared_ptr<void> allocate(std::size_t bytes);

/// Bytes obtained from the system and not yet given back: in use and waiting in the lists.
std::size_t memory_held();

/// Gives every waiting block back to the system.
void release_unused_memory();

}  // namespace lgn
