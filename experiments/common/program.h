// What every program does around its own work: errors become sentences, interruptions become status 130.
#pragma once

#include <stdexcept>

#include "tensor/threads.h"

namespace lgn {

/// Thrown when a run was stopped by Ctrl-C or SIGTERM after it saved its state; carries how to go on.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs `body` and returns the exit status: its own, 1 after an Error (printed on standard error), 130 after
/// an interruption.
int run_program(FunctionRef<int()> body);

/// From here on Ctrl-C and SIGTERM are noted instead of ending the process; a second one ends it.
void catch_interrupts();

/// Whether one has come.
bool interrupted();

}  // namespace lgn
