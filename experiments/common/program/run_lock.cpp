#include "experiments/common/program/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// "process 123 on host", as a lock file says it.
std::string this_process() {
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  return concat("process ", ::getpid(), " on ", host);
}

std::string owner(int descriptor) {
  char text[512] = "";
  const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "another process";
}

void write_owner(int descriptor) {
  const std::string text = this_process();
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
    // The lock holds all the same; only the sentence about its owner will lack a name.
  }
}

/// The temporary files of write_file.
void remove_parts(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(".lgn-") && name.ends_with(".part")) std::filesystem::remove(entry, ignored);
  }
}

}  // namespace

RunLock::RunLock(const std::string& folder) : folder_(folder) {
  const std::string path = join(folder, ".lock");
  const int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  require(number >= 0, "cannot write ", path, ": ", std::strerror(errno));
  descriptor_ = std::shared_ptr<const int>(new int(number), [](const int* d) {
    ::close(*d);
    delete d;
  });
  const int error = ::flock(number, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
  require(error != EWOULDBLOCK, "the folder ", folder, " is in use by ", owner(number),
          "; wait for it to end, or name another --out");
  if (error != 0) {
    std::fprintf(stderr, "note: %s cannot be locked (%s); see to it that no other process writes there\n",
                 folder.c_str(), std::strerror(error));
  }
  write_owner(number);
  remove_parts(folder);
}

void RunLock::require_held() const {
  struct stat held {
  }, now{};
  require(::fstat(*descriptor_, &held) == 0 && ::stat(join(folder_, ".lock").c_str(), &now) == 0 &&
              held.st_dev == now.st_dev && held.st_ino == now.st_ino,
          "the folder ", folder_,
          " is not the one any more that this process began to use: it was removed or replaced; nothing more "
          "is written there");
}

}  // namespace lgn
