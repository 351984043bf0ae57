// Studies: experiments made of many training runs. Each run is a command line of build/classify or
// build/reconstruct with a folder of its own below the study's, so that it can be repeated, or run elsewhere,
// by hand; complete ones are never run twice, and one that was interrupted goes on where it stopped.
#pragma once

#include <string>
#include <vector>

#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/prepared_data.h"

namespace lgn {

struct StudyRun {
  std::string name;  // of its folder: "mnist-classify-seed-1"
  Task task = Task::classify;
  std::vector<std::string> flags;  // as typed after build/classify: {"--dataset", "mnist", "--seed", "1"}
  int stage = 0;                   // begun when all of earlier stages are complete; runs are added in this order
};

struct FinishedRun {
  std::string name, folder;  // the folder holds model.safetensors, config.json, metrics.jsonl, pictures
  Json summary;
  std::vector<std::string> notes;  // on the data: every table made from them repeats these

  /// Of the summary. Throws Error naming the run when there is none of that name.
  double number(const std::string& key) const;
};

class Study {
 public:
  /// Declares the common flags for the study's program and `--commands`; the default is the published
  /// construction. `settings` must outlive the study.
  Study(const std::string& program, const std::string& summary, TrainingSettings& settings);

  /// For the program's own flags, and to be parsed.
  Flags& flags() { return flags_; }
  const Flags& flags() const { return flags_; }

  /// Adds a run. Common flags that the study's command line names are handed on to every run, where the run's
  /// own do not say otherwise; but for those of the run (--out, --resume, --overwrite). Where neither says
  /// which, it is the published construction that is trained.
  void add(StudyRun run);
  std::size_t count() const { return runs_.size(); }

  /// A common flag that this study reads itself, and does not hand on.
  void keep(const std::string& flag) { kept_ = flag; }

  /// With --commands: prints the command of every run, one a line, for xargs, GNU parallel or a Slurm array,
  /// and returns false; so it does, after showing the table, where --continue finds all complete. Else
  /// settles on the study's folder (--out, or a new one under runs/), writes its config.json, and returns
  /// true.
  bool begin();

  /// Trains what is not complete, to the same bits in either way: one by one on all threads, or side by side on a
  /// thread each, where few threads would be idle in the end, memory is enough, and no --profile asks where the time
  /// goes. Throws Interrupted after Ctrl-C, saying how to go on, and Error when a run in the folder was made under
  /// other settings, naming the first that differs; after an error no run is begun, and those beside it end first.
  std::vector<FinishedRun> train();

  /// Where the study's own tables and pictures go.
  const std::string& folder() const { return directory_.folder; }

  /// Writes summary.json, flat; prints `table`, then the notes of all runs, and leaves both in table.txt.
  void report(const Json& summary, const std::string& table) const;

 private:
  bool is_complete() const;
  void require_nothing_overruled() const;
  std::vector<std::string> command(const StudyRun& run) const;
  bool left_by_an_earlier_study(const StudyRun& run) const;
  bool side_by_side(const std::vector<Index>& runs) const;
  FinishedRun finish(const StudyRun& run);

  std::string program_;
  RunDirectory directory_;
  TrainingSettings& settings_;
  Flags flags_;
  std::string kept_;
  bool commands_ = false;
  std::vector<StudyRun> runs_;
  PreparedDataMemory memory_;
  std::vector<std::string> notes_;
};

}  // namespace lgn
