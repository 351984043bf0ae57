#include "tensor/io/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include "tensor/error.h"

namespace lgn {
namespace {

constexpr std::size_t largest_stream = std::size_t{1} << 30;

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// An open file, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  /// Closes now: some file systems only report here that there was no space.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

[[noreturn]] void fail_to_write(const std::string& path, int error) {
  const std::string folder = folder_of(path);
  if (error == ENOENT && !folder_exists(folder))
    fail("cannot write ", path, ": the folder ", folder, " does not exist; create it with: mkdir -p ", folder);
  if (error == ENOENT) fail("cannot write ", path, ": it was removed while it was being written");
  fail("cannot write ", path, ": ", reason(error), error == ENOSPC ? "; free some space or choose another folder" : "");
}

/// Writes everything; 0, or the error that stopped it.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Creates a file of a name that nobody uses; short, so that it is legal wherever the final name is.
std::string temporary_path(const std::string& folder) {
  static std::atomic<unsigned> counter{0};
  return join(folder, concat(".lgn-", ::getpid(), "-", counter++, ".part"));
}

/// With LGN_SYNC=0 nothing waits for the disk: for tests, whose files need not outlive a loss of power.
bool waits_for_the_disk() {
  static const bool waits = [] {
    const char* text = std::getenv("LGN_SYNC");
    return !text || std::string_view(text) != "0";
  }();
  return waits;
}

/// Puts the name of a file on the disk too: after a loss of power it is there. Where folders cannot be
/// synchronised there is nothing to be done about it.
void sync_folder(const std::string& folder) {
  if (!waits_for_the_disk()) return;
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) ::fsync(descriptor.number());
}

void write_and_rename(const std::string& path, std::string_view bytes) {
  std::string temporary;
  int number;
  do {
    temporary = temporary_path(folder_of(path));
    number = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (number < 0 && (errno == EEXIST || errno == EINTR));
  if (number < 0) fail_to_write(path, errno);

  Descriptor file(number);
  int error = write_all(number, bytes);
  if (!error && waits_for_the_disk() && ::fsync(number) != 0) error = errno;
  if (!file.close() && !error) error = errno;
  if (!error && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (!error) return sync_folder(folder_of(path));
  ::unlink(temporary.c_str());
  fail_to_write(path, error);
}

void write_to_device(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.number() < 0) fail_to_write(path, errno);
  int error = write_all(file.number(), bytes);
  if (!file.close() && !error) error = errno;
  if (error) fail_to_write(path, error);
}

/// Beyond a limit on file sizes the system ends the process with a signal, unless it is ignored: then the
/// write fails, and the temporary file can be removed.
void let_oversized_writes_fail() {
  static const bool done = [] {
    struct sigaction action {};
    if (::sigaction(SIGXFSZ, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) std::signal(SIGXFSZ, SIG_IGN);
    return true;
  }();
  static_cast<void>(done);
}

bool status_of(const std::string& path, struct stat& status) {
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

std::string read_file(const std::string& path, std::size_t maximum) try {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    const int error = errno;
    if (error == ENOENT) fail("there is no file ", path);
    fail("cannot read ", path, ": ", reason(error));
  }
  require(!S_ISDIR(status.st_mode), path, " is a folder; expected a file");
  const bool regular = S_ISREG(status.st_mode);
  if (!regular) maximum = std::min(maximum, largest_stream);
  // The stated size is a hint only: files of the system report 0, and others may grow.
  const std::size_t stated = regular ? static_cast<std::size_t>(status.st_size) : 0;
  require(stated <= maximum, path, " has ", stated, " bytes; expected at most ", maximum);

  std::string bytes(stated + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const ssize_t got = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read ", path, ": ", reason(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    require(size <= maximum, path, " has more than ", maximum, " bytes, the most that is expected here");
    if (size == bytes.size()) bytes.resize(size + std::max<std::size_t>(size, 4096));
  }
  bytes.resize(size);
  return bytes;
} catch (const std::bad_alloc&) {
  fail("out of memory: ", path, " is too large to be read");
}

void write_file(const std::string& path, std::string_view bytes) {
  require(!path.empty(), "cannot write a file without a name");
  let_oversized_writes_fail();
  struct stat status {};
  if (!status_of(path, status)) return write_and_rename(path, bytes);
  require(!S_ISDIR(status.st_mode), "cannot write ", path, ": it is a folder");
  if (!S_ISREG(status.st_mode)) return write_to_device(path, bytes);
  // Renaming needs no permission on the file itself; one that is write-protected is meant to stay.
  if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) fail_to_write(path, errno);
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr), &std::free);
  write_and_rename(target ? target.get() : path, bytes);
}

void rename_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail_to_write(to, errno);
  sync_folder(folder_of(to));
}

bool file_exists(const std::string& path) {
  struct stat status {};
  return status_of(path, status) && !S_ISDIR(status.st_mode);
}

bool folder_exists(const std::string& path) {
  struct stat status {};
  return status_of(path, status) && S_ISDIR(status.st_mode);
}

void make_folders(const std::string& path) {
  require(!path.empty(), "cannot make a folder without a name");
  for (std::size_t end = 0; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string part = path.substr(0, end);
    if (folder_exists(part)) continue;
    require(!file_exists(part), "cannot make the folder ", path, ": ", part, " is a file");
    // Another process may have been faster.
    if (::mkdir(part.c_str(), 0777) != 0 && !(errno == EEXIST && folder_exists(part)))
      fail("cannot make the folder ", path, ": ", part, ": ", reason(errno));
  }
}

bool folder_is_empty(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
  if (!folder) fail("cannot look into the folder ", path, ": ", reason(errno));
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") return false;
  }
  return true;
}

std::string join(const std::string& path, const std::string& name) {
  if (path.empty()) return name;
  return path.back() == '/' ? path + name : path + "/" + name;
}

std::string executable_folder() {
  static const std::string folder = [] {  // found out once: a program may be rebuilt while it runs
    const std::unique_ptr<char, decltype(&std::free)> path(::realpath("/proc/self/exe", nullptr), &std::free);
    if (!path) fail("cannot find the folder of the program: /proc/self/exe: ", reason(errno));
    return folder_of(path.get());
  }();
  return folder;
}

}  // namespace lgn
