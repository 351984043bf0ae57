// How this program was built and where it runs: what a result has to be reported with.
#pragma once

#include <string>

namespace lgn {

/// The commit of the sources, "-dirty" behind it when they were changed; "unknown" outside a checkout.
std::string git_commit();

/// "g++ 12.2.0".
std::string compiler();

/// "Intel(R) Xeon(R) CPU @ 2.20GHz, Linux x86_64"; the processor only where the system tells.
std::string machine();

}  // namespace lgn
