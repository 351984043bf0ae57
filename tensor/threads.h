// A thread pool on std::thread.
//
// Work is cut by the problem: a caller names how many independent tasks there are, never how many threads.
// A task writes what no other task touches, and sums over tasks are formed afterwards in task order;
// therefore the number of threads cannot change a result.
#pragma once

#include <type_traits>

#include "tensor/shape.h"

namespace lgn {

/// A reference to something callable; does not own it.
template <class Signature>
class FunctionRef;
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class Callable>
  requires(!std::is_same_v<std::remove_cvref_t<Callable>, FunctionRef>)
      FunctionRef(Callable&& callable)  // NOLINT: implicit on purpose
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
        call_([](void* object, Arguments... arguments) -> Result {
          return (*static_cast<std::remove_reference_t<Callable>*>(object))(arguments...);
        }) {}
  Result operator()(Arguments... arguments) const { return call_(object_, arguments...); }

 private:
  void* object_;
  Result (*call_)(void*, Arguments...);
};

/// The cores this process may use: the least of the machine's, the affinity mask's and the container's limit.
int available_cores();

/// Threads that parallel_for uses, the caller among them. At first LGN_THREADS, else available_cores().
int thread_count();

/// Changes the number of threads. Error outside 1 .. 1024, when one within a task would change it, and when the
/// system refuses.
void set_thread_count(int threads);

/// Runs task(0) .. task(count - 1), each once, in no particular order, and returns when all are done.
/// A call from within a task runs in place. If tasks throw, the exception of the lowest index is rethrown
/// after all have ended.
void parallel_for(Index count, FunctionRef<void(Index)> task);

/// Runs body(first, last) over [0, count) in pieces of at most `grain`.
void parallel_ranges(Index count, Index grain, FunctionRef<void(Index, Index)> body);

}  // namespace lgn
