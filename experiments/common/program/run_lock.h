// Two processes never write to one run's folder.
#pragma once

#include <memory>
#include <string>

namespace lgn {

/// Holds folder/.lock as long as it lives. The lock is the operating system's (flock): it ends with its
/// owner, however that ends, and the next process just takes it.
class RunLock {
 public:
  RunLock() = default;
  /// Throws Error naming the owner when another process, or another run of this one, holds it. Removes what
  /// a process that was killed while writing left behind.
  explicit RunLock(const std::string& folder);

  /// Throws Error when the folder is no longer the one that was locked: removed, or removed and made again,
  /// in which case another process may own it by now.
  void require_held() const;

 private:
  std::string folder_;
  std::shared_ptr<const int> descriptor_;
};

}  // namespace lgn
