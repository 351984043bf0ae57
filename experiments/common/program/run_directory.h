// The folder of one run: config.json, metrics.jsonl, summary.json, model.safetensors, pictures.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "experiments/common/program/flags.h"
#include "tensor/io/json.h"
#include "tensor/threads.h"

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

struct RunDirectory {
  std::string folder;
  RunLock lock;  // nobody else writes there
};

/// Throws Error unless --resume and --overwrite make sense: one of them at most, and --resume with an --out
/// that is there.
void require_resumable(const std::string& out, bool resume, bool overwrite);

/// Throws Error where `out` is a folder that is not empty, unless it may be used; it names `go_on`, the program's flag
/// for what is there, if it has one.
void require_free(const std::string& out, bool may_be_used, const std::string& go_on = "--resume");

/// Settles on a folder, makes it and locks it: `out`, or, when that is empty, a new one under runs/ named
/// after the program and the time. A folder that is not empty is refused unless `may_be_used` (`go_on`,
/// --overwrite).
RunDirectory make_run_directory(const std::string& program, const std::string& out, bool may_be_used,
                                const std::string& go_on = "--resume");

/// Removes what an overwritten run left, so that nothing passes for the new one's: files of these names in this order,
/// first what says that it is complete; pictures; and what run_jobs wrote (jobs.h).
void remove_results(const std::string& folder, std::initializer_list<const char*> names);

/// Whether a folder holds nothing but hidden files: a lock, and what was being written.
bool has_hidden_files_only(const std::string& folder);

/// Everything needed to repeat the run: each flag, the command, commit, compiler, instruction set, machine,
/// date, and notes on the data.
Json run_config(const Flags& flags, const std::vector<std::string>& notes);

/// Where a program that makes its own data writes, whether what is there may stay or go, and its threads.
struct OutputSettings {
  std::string out;
  bool overwrite = false, go_on = false;
  std::string go_on_flag;  // --continue or --resume
  Index threads = thread_count();
};
/// `go_on`: the name of the flag for what is there.
void declare_output_flags(Flags& flags, OutputSettings& settings, const char* go_on, const char* help);

/// Throws Error naming the first flag of which a run in this folder had another value; but for those of the run
/// (--out, --threads, ..) and `may_differ`, which only say how much of it there is.
void require_same_flags(const std::string& folder, const Flags& flags, const std::vector<std::string>& may_differ = {});

/// Throws Error where a folder that is to be gone on with holds something, but no run of this program.
void require_run_of(const std::string& folder, const std::string& program);

/// A run in its folder: config.json at once; each part of what it says is printed as it comes, and all of them stand
/// in table.txt beside summary.json in the end.
class RunReport {
 public:
  /// Goes on with what is there under the same flags (require_same_flags), or removes its results.
  RunReport(const std::string& program, const Flags& flags, const OutputSettings& settings,
            const std::vector<std::string>& may_differ = {}, const std::vector<std::string>& notes = {});
  const std::string& folder() const { return directory_.folder; }
  void show(const std::string& part);
  void finish() const;

  Json summary{Json::Object{}};

 private:
  RunDirectory directory_;
  std::string text_;
};

}  // namespace lgn
