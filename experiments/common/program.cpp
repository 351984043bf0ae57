#include "experiments/common/program.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "tensor/error.h"

namespace lgn {
namespace {

volatile std::sig_atomic_t interrupt_came = 0;

void note_interrupt(int signal) {
  interrupt_came = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

int run_program(FunctionRef<int()> body) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe on standard output is no reason to lose a run
  try {
    const int status = body();
    require(std::fflush(stdout) == 0,
            "standard output could not be written: it is closed or its disk is full");
    return status;
  } catch (const Interrupted& interruption) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", interruption.what());
    return 130;
  } catch (const std::bad_alloc&) {
    std::fflush(stdout);
    std::fprintf(stderr, "error: out of memory; use a smaller --batch or fewer images (--limit-train)\n");
    return 1;
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}

void catch_interrupts() {
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
}

bool interrupted() {
  return interrupt_came != 0;
}

}  // namespace lgn
