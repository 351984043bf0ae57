#include "tensor/threads.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "tensor/control_groups.h"
#include "tensor/error.h"

namespace lgn {
namespace {

thread_local bool inside_task = false;

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

/// Looks for some 20 microseconds before the caller goes to sleep: long enough to bridge two kernels that
/// follow each other, short enough not to hurt a neighbour on a shared core.
template <class Condition>
bool spin_until(Condition&& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(20);
  do {
    for (int i = 0; i < 16; ++i) {
      if (condition()) return true;
      pause_briefly();
    }
  } while (std::chrono::steady_clock::now() < end);
  return condition();
}

/// One call of parallel_for.
struct Job {
  Job(FunctionRef<void(Index)> task, Index count) : task(task), count(count) {}

  FunctionRef<void(Index)> task;
  Index count;
  std::atomic<Index> next{0};
  std::mutex error_mutex;
  std::exception_ptr error;
  Index error_index = 0;

  void work() {
    const bool nested = std::exchange(inside_task, true);
    for (Index i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) {
      try {
        task(i);
      } catch (...) {
        std::lock_guard lock(error_mutex);
        if (!error || i < error_index) {
          error = std::current_exception();
          error_index = i;
        }
      }
    }
    inside_task = nested;
  }

  void rethrow() {
    if (error) std::rethrow_exception(error);
  }
};

class Pool {
 public:
  explicit Pool(int threads) {
    workers_.reserve(static_cast<std::size_t>(threads));
    try {
      for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
    } catch (const std::exception&) {
      stop();
      fail("the system refused to start thread ", workers_.size() + 2, " of ", threads, "; use fewer --threads");
    }
  }

  ~Pool() { stop(); }

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  void run(Job& job) {
    {
      std::lock_guard lock(mutex_);
      job_ = &job;
      busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    job.work();
    const auto idle = [this] { return busy_.load(std::memory_order_acquire) == 0; };
    if (spin_until(idle)) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, idle);
  }

 private:
  void stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      round_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    for (auto& worker : workers_) worker.join();
  }

  void serve() {
    std::uint64_t seen = 0;
    for (;;) {
      const auto called = [&] { return round_.load(std::memory_order_acquire) != seen; };
      if (!spin_until(called)) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, called);
      }
      ++seen;
      Job* job;
      {
        std::lock_guard lock(mutex_);
        if (stopping_) return;
        job = job_;
      }
      job->work();
      if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        std::lock_guard lock(mutex_);
        done_.notify_one();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::atomic<std::uint64_t> round_{0};
  std::atomic<int> busy_{0};
  Job* job_ = nullptr;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

int initial_thread_count() {
  const char* text = std::getenv("LGN_THREADS");
  if (!text || !*text) return available_cores();
  char* end = nullptr;
  const long threads = std::strtol(text, &end, 10);
  require(*end == 0 && threads >= 1 && threads <= 1024, "LGN_THREADS is '", text,
          "'; expected a number of threads from 1 to 1024");
  return static_cast<int>(threads);
}

std::mutex pool_mutex;          // guards the pool, and is held while a job runs
std::atomic<int> pool_size{0};  // of the pool; for those who cannot wait for the job to end. 0: not started

std::unique_ptr<Pool>& pool() {
  static std::unique_ptr<Pool> instance;
  return instance;
}

void start_pool(int threads) {
  pool() = nullptr;  // the old threads end before new ones start
  pool_size = 0;
  pool() = std::make_unique<Pool>(threads);
  pool_size = threads;
}

Pool& started_pool() {
  if (!pool()) start_pool(initial_thread_count());
  return *pool();
}

}  // namespace

int available_cores() {
  int cores = static_cast<int>(std::thread::hardware_concurrency());
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) cores = CPU_COUNT(&allowed);
  if (const int limit = cores_left_by(control_groups("cpu"))) cores = std::min(cores, limit);
  return std::max(1, cores);
}

int thread_count() {
  if (const int threads = pool_size) return threads;
  std::lock_guard lock(pool_mutex);
  return pool() ? pool()->threads() : initial_thread_count();  // asking starts none: each takes address space
}

void set_thread_count(int threads) {
  require(threads >= 1 && threads <= 1024, "the number of threads is ", threads, "; expected 1 to 1024");
  if (inside_task && threads == thread_count()) return;
  require(!inside_task, "the number of threads cannot change while they work");
  std::lock_guard lock(pool_mutex);
  if (!pool() || pool()->threads() != threads) start_pool(threads);
}

void parallel_for(Index count, FunctionRef<void(Index)> task) {
  if (count <= 0) return;
  if (count == 1) return task(0);  // not marked as within a task: what it calls may use all threads
  Job job(task, count);
  std::unique_lock lock(pool_mutex, std::defer_lock);
  if (inside_task || !lock.try_lock() || started_pool().threads() == 1) {
    job.work();
  } else {
    started_pool().run(job);
  }
  job.rethrow();
}

void parallel_ranges(Index count, Index grain, FunctionRef<void(Index, Index)> body) {
  parallel_for((count + grain - 1) / grain,
               [&](Index piece) { body(piece * grain, std::min(count, (piece + 1) * grain)); });
}

}  // namespace lgn
