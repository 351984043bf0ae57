// How much memory this process may still use.
#pragma once

#include <cstddef>

namespace lgn {

/// Bytes: the least of what the machine has available, what the control groups of the process leave, and the
/// limit on the address space (ulimit -v). The largest number where nothing is known.
std::size_t available_memory();

}  // namespace lgn
