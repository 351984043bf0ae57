#include "experiments/common/program/program.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <set>

#include "tensor/error.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

std::atomic<bool> interrupt_came = false;

/// Said when an interruption ends the process; null while one is only noted.
std::atomic<const char*> last_words = nullptr;
static_assert(std::atomic<const char*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// May come at any moment, on any thread: it calls nothing that takes a lock or memory.
void on_interrupt(int signal) {
  if (const char* words = last_words) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words, std::strlen(words));
    ::_exit(130);
  }
  interrupt_came = true;
  std::signal(signal, SIG_DFL);
}

void handle_interrupts(const char* words) {
  last_words = words;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  if (std::signal(SIGHUP, on_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // as nohup asked for
}

/// From here on Ctrl-C and SIGTERM print the sentence and end the process at once, with status 130: while
/// there is nothing that has to be finished or saved.
void end_when_interrupted(const std::string& sentence) {
  // Kept to the very end of the process: an interruption may be about to say any of them.
  static auto& sentences = *new std::set<std::string>;
  const char* over_progress = isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "";
  handle_interrupts(sentences.insert(concat(over_progress, sentence, "\n")).first->c_str());
}

}  // namespace

int run_program(FunctionRef<int()> body) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe on standard output is no reason to lose a run
  end_when_interrupted("interrupted; nothing was changed. To start again, give the same command");
  try {
    const int status = body();
    require(std::fflush(stdout) == 0 && !std::ferror(stdout),
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

void end_when_interrupted_in(const std::string& folder, const std::string& go_on) {
  end_when_interrupted("interrupted; what is complete is saved. " + how_to_go_on(folder, go_on));
}

std::string how_to_go_on(const std::string& folder, const std::string& go_on) {
  return concat("To go on, give the same command with ", go_on, " --out ", shell_word(folder));
}

void catch_interrupts() {
  if (interrupted()) return;  // noted, and the next one ends the process
  handle_interrupts(nullptr);
}

bool interrupted() {
  return interrupt_came;
}

}  // namespace lgn
