#include "experiments/common/program/run_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <set>
#include <system_error>

#include "experiments/common/program/build_info.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// The local time now, in strftime's format.
std::string time_text(const char* format) {
  const std::time_t time = std::time(nullptr);
  std::tm local{};
  localtime_r(&time, &local);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &local)};
}

/// Made here and now: two processes that start in the same second get two.
std::string new_folder(const std::string& program) {
  const std::string base = join("runs", program + "-" + time_text("%Y%m%d-%H%M%S"));
  make_folders("runs");
  std::string folder = base;
  std::error_code error;
  for (int i = 2; !std::filesystem::create_directory(folder, error); ++i) {
    require(!error, "cannot make the folder ", folder, ": ", error.message());
    folder = concat(base, "-", i);
  }
  return folder;
}

void require_unused(const std::string& folder, bool unused, const std::string& go_on) {
  const std::string going_on = go_on.empty() ? "" : go_on + " to go on with the run in it, ";
  require(unused, "the folder ", folder, " is not empty; add ", going_on,
          "--overwrite to replace it, or name another --out");
}

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

void require_resumable(const std::string& out, bool resume, bool overwrite) {
  require(!resume || !overwrite, "--resume continues what is in --out, --overwrite discards it; give one");
  require(!resume || !out.empty(), "--resume needs the folder of the run to go on with; add --out DIR");
  require(!resume || folder_exists(out), "the folder ", out,
          " does not exist, so there is nothing to go on with; leave out --resume, or name another --out");
}

void require_free(const std::string& out, bool may_be_used, const std::string& go_on) {
  require(out.empty() || folder_exists(out) || !file_exists(out), "--out ", out,
          " is a file; expected the name of a folder for the results");
  if (folder_exists(out)) require_unused(out, may_be_used || folder_is_empty(out), go_on);
}

RunDirectory make_run_directory(const std::string& program, const std::string& out, bool may_be_used,
                                const std::string& go_on) {
  const std::string folder = out.empty() ? new_folder(program) : out;
  require_free(folder, may_be_used, go_on);
  make_folders(folder);
  RunLock lock(folder);
  require_unused(folder, may_be_used || has_hidden_files_only(folder), go_on);  // since then, by another process
  write_file(join(folder, ".writable"), "");  // found out now, not after hours of training
  std::remove(join(folder, ".writable").c_str());
  return {folder, lock};
}

void remove_results(const std::string& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) std::remove(join(folder, name).c_str());
  const std::string config = join(folder, "config.json");
  // Else it is no run's folder, and the pictures in it are somebody's.
  if (!file_exists(config) || read_file(config).find("\"git_commit\"") == std::string::npos) return;
  const auto remove_all = [](const std::string& from, const char* extension) {
    if (!folder_exists(from)) return;
    for (const auto& entry : std::filesystem::directory_iterator(from))
      if (entry.path().extension() == extension) std::filesystem::remove(entry);
  };
  remove_all(folder, ".png");
  remove_all(join(folder, "cases"), ".json");
}

bool has_hidden_files_only(const std::string& folder) {
  const std::filesystem::directory_iterator entries(folder);
  return std::all_of(begin(entries), end(entries),
                     [](const auto& entry) { return entry.path().filename().string().starts_with("."); });
}

Json run_config(const Flags& flags, const std::vector<std::string>& notes) {
  Json config = flags.values();
  config.set("program", flags.program());
  config.set("command", flags.command());
  config.set("git_commit", git_commit());
  config.set("compiler", compiler());
  config.set("simd", name(instruction_set()));
  config.set("machine", machine());
  config.set("date", time_text("%Y-%m-%d %H:%M"));
  config.set("notes", notes);
  return config;
}

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
          " is not the one any more that this process began to use: it was removed or replaced; nothing more is "
          "written there");
}

void declare_output_flags(Flags& flags, OutputSettings& s, const char* go_on, const char* help) {
  flags.add("--out", s.out, "folder for the results (a new one under runs/)", "DIR");
  flags.add("--overwrite", s.overwrite, "use --out even if it is not empty");
  flags.add(go_on, s.go_on, help);
  s.go_on_flag = go_on;
  declare_threads_flag(flags, s.threads);
}

void require_same_flags(const std::string& folder, const Flags& flags, const std::vector<std::string>& may_differ) {
  const std::string file = join(folder, "config.json");
  if (!file_exists(file)) return;
  const std::set<std::string> of_the_run = {"out", "overwrite", "resume", "continue", "threads", "data-dir"};
  const Json before = read_json(file), now = flags.values();
  for (const auto& [key, value] : now.as_object()) {
    if (of_the_run.contains(key) || std::find(may_differ.begin(), may_differ.end(), key) != may_differ.end()) continue;
    const Json* found = before.find(key);
    require(found && found->text() == value.text(), file, ": this run was made with --", key, " ",
            found ? found->text() : "unknown", ", not ", value.text(),
            "; give the flags it was made with, or another --out");
  }
}

void require_run_of(const std::string& folder, const std::string& program) {
  if (has_hidden_files_only(folder)) return;
  const std::string file = join(folder, "config.json");
  require(file_exists(file), folder, " holds no run of ", program, ", which would be gone on with; give another --out");
  const Json config = read_json(file);
  const Json* found = config.find("program");
  if (!found) return;
  require(found->text() == Json(program).text(), file, ": this is a run of ", found->text(), ", not of ", program,
          "; give another --out");
}

RunReport::RunReport(const std::string& program, const Flags& flags, const OutputSettings& s,
                     const std::vector<std::string>& may_differ, const std::vector<std::string>& notes)
    : directory_(make_run_directory(program, s.out, s.overwrite || s.go_on, s.go_on_flag)) {
  require(!s.go_on || !s.overwrite, s.go_on_flag,
          " goes on with what is there, --overwrite removes it; give one of them");
  set_thread_count(static_cast<int>(s.threads));
  if (s.go_on) {
    require_run_of(folder(), flags.program());
    require_same_flags(folder(), flags, may_differ);
    std::remove(join(folder(), "summary.json").c_str());  // until this one is complete
  } else {
    remove_results(folder(), {"summary.json", "table.txt", "group.safetensors"});
  }
  write_file(join(folder(), "config.json"), run_config(flags, notes).pretty());
}

void RunReport::show(const std::string& part) {
  std::printf("%s\n", part.c_str());
  std::fflush(stdout);
  text_ += part + "\n";
}

void RunReport::finish() const {
  write_file(join(folder(), "table.txt"), text_);
  write_file(join(folder(), "summary.json"), summary.pretty());
  std::printf("results in %s\n", folder().c_str());
}

}  // namespace lgn
