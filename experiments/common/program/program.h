// What every program does around its own work: errors become sentences, interruptions become status 130.
#pragma once

#include <stdexcept>
#include <string>

#include "tensor/threads.h"

namespace lgn {

/// Thrown when a run was stopped by Ctrl-C or SIGTERM after it saved its state; carries how to go on.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Runs `body` and returns the exit status: its own, 1 after an Error (printed on standard error), 130 after
/// an interruption. Until `body` says otherwise, one ends the process at once, saying that nothing was
/// changed.
int run_program(FunctionRef<int()> body);

/// From here on Ctrl-C and SIGTERM say how to go on and end the process at once, with status 130: while nothing has to
/// be finished, what is complete is saved in the folder, and the program's flag `go_on` does the rest.
void end_when_interrupted_in(const std::string& folder, const std::string& go_on = "--resume");

/// "To go on, ..": how every such sentence ends.
std::string how_to_go_on(const std::string& folder, const std::string& go_on = "--resume");

/// From here on Ctrl-C and SIGTERM are only noted, so that a step can be finished and saved; a second one
/// ends the process.
void catch_interrupts();

/// Whether one was noted.
bool interrupted();

}  // namespace lgn
