#include "experiments/common/study/study.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>

#include "autograd/profile.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/run_directory.h"
#include "experiments/common/training/memory_need.h"
#include "experiments/common/training/run_flags.h"
#include "experiments/common/training/run_report.h"
#include "tensor/io/file.h"
#include "tensor/memory_limit.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr const char* config_name = "config.json";

/// A complete run or study under other settings must not pass for the one that is wanted. Returns whether
/// files of other names are wanted: then what they hold decides.
bool require_same_settings(const std::string& config_file, const Json& deciding) {
  const Json config = read_json(config_file);
  bool other_files = false;
  for (const auto& [key, value] : deciding.as_object()) {
    const Json* before = config.find(key);
    const bool same = before && before->text() == value.text();
    if (!same && before && names_a_file(key, value)) other_files = true;
    require(same || (before && names_a_file(key, value)), config_file, ": this run was made with ", key, " = ",
            before ? before->text() : "nothing", ", not ", value.text(),
            "; use the settings it was made with, or another --out");
  }
  return other_files;
}

void require_same_contents(const std::string& config_file, const Json& contents) {
  const Json config = read_json(config_file);
  const Json* before = config.find("contents");
  require(before && before->text() == contents.text(), config_file,
          ": this run was made with files of other names, which did not hold the same; use those, or another --out");
}

std::vector<std::string> notes_of(const std::string& config_file) {
  const Json config = read_json(config_file);
  std::vector<std::string> notes;
  for (const Json& note : config.at("notes").as_array()) notes.push_back(note.as_string());
  return notes;
}

}  // namespace

double FinishedRun::number(const std::string& key) const {
  const Json* value = summary.find(key);
  require(value && value->is_number(), join(folder, "summary.json"), " has no number ", key,
          "; train this run again: remove the folder, and go on with the study");
  return value->as_double();
}

Study::Study(const std::string& program, const std::string& summary, TrainingSettings& settings)
    : program_(program), settings_(settings), flags_(program, summary) {
  settings.architecture = published_architecture(settings.architecture.task);
  settings.state_file = config_name;  // a study can be gone on with from its first moment
  declare_training_flags(flags_, settings);
  flags_.heading("The study");
  flags_.add("--commands", commands_, "print the command of every run, one a line, instead of running them");
}

void Study::add(StudyRun run) {
  for (const StudyRun& each : runs_)
    require(each.name != run.name, "two runs of this study would be named ", run.name,
            "; give each data set and each share of the images once");
  runs_.push_back(std::move(run));
}

/// The command line of a run, the program in front, the folder last.
std::vector<std::string> Study::command(const StudyRun& run) const {
  std::vector<std::string> words = {join(executable_folder(), name(run.task))};
  const auto append = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  std::vector<std::string> not_handed_on = {"--out", "--resume", "--overwrite", "--continue"};
  if (!kept_.empty()) not_handed_on.push_back(kept_);
  if (std::find(run.flags.begin(), run.flags.end(), "--train-images") != run.flags.end()) {
    not_handed_on.insert(not_handed_on.end(), {"--dataset", "--data-dir"});  // the run has data of its own
  }
  append({"--generator", "free", "--share", "none"});  // of flags that are given twice the last counts
  append(flags_.given_for(RunFlags(run.task).flags, not_handed_on));
  append(run.flags);
  append({"--out", join(join(folder(), "runs"), run.name)});
  return words;
}

/// A flag that every run sets itself has no effect where it was given, unless the study makes its runs from it.
void Study::require_nothing_overruled() const {
  for (const char* flag :
       {"--generator", "--share", "--regularizer", "--thresholds", "--sparsity", "--init-generator", "--freeze"}) {
    const bool overruled = std::all_of(runs_.begin(), runs_.end(), [&](const StudyRun& run) {
      return std::find(run.flags.begin(), run.flags.end(), flag) != run.flags.end();
    });
    require(runs_.empty() || !overruled || !flags_.given(flag), flag,
            " is what the networks of this study differ in, or settled by it; leave it out");
  }
}

bool Study::is_complete() const {
  if (!settings_.go_on || !file_exists(join(settings_.out, "summary.json"))) return false;
  require_run_of(settings_.out, program_);
  if (require_same_settings(join(settings_.out, config_name), deciding_settings(flags_))) return false;
  std::printf("%s\nthis study is complete; its results are in %s\n",
              read_file(join(settings_.out, "table.txt")).c_str(), settings_.out.c_str());
  return true;
}

bool Study::begin() {
  require_nothing_overruled();
  require_one_way_to_begin(settings_);
  settle_continue(settings_);
  if (commands_) {
    directory_.folder = settings_.out.empty() ? join("runs", program_) : settings_.out;
    for (const StudyRun& run : runs_) std::printf("%s --continue\n", shell_command(command(run)).c_str());
    return false;
  }
  // What is quick in a network other settings say, too; a study may have other runs.
  if (const std::string earlier = join(settings_.out, config_name); settings_.resume && file_exists(earlier))
    require_same_settings(earlier, Json(Json::Object{{"quick", settings_.quick}}));
  if (is_complete()) return false;
  directory_.folder = settings_.out;
  for (const StudyRun& run : runs_) {  // missing data and contradicting flags are said before a folder is made
    if (left_by_an_earlier_study(run)) continue;
    RunFlags read(run.task, command(run));
    const std::string& own = read.settings.train_images;
    if (own.empty() ? !memory_need(read.settings) : !std::filesystem::exists(own)) memory_.get(read.settings);
    require(run.task != Task::classify || own.empty() || !read.settings.train_labels.empty(), own,
            " has no labels, and this study classifies; add --train-labels F.npy");
    settle(read.settings, read.flags);
  }
  set_thread_count(static_cast<int>(settings_.threads));
  directory_ = make_run_directory(program_, settings_.out, settings_.resume || settings_.overwrite);
  end_when_interrupted_in(folder());
  if (settings_.resume) require_run_of(folder(), program_);
  const std::string config = join(folder(), config_name);
  std::remove(join(folder(), "summary.json").c_str());  // until this one is complete
  if (!settings_.resume || !file_exists(config)) write_file(config, run_config(flags_, {}).pretty());
  return true;
}

bool Study::left_by_an_earlier_study(const StudyRun& run) const {
  return settings_.resume && file_exists(join(command(run).back(), "summary.json"));
}

FinishedRun Study::finish(const StudyRun& run) {
  std::vector<std::string> words = command(run);
  const std::string folder = words.back(), summary = join(folder, "summary.json");
  const bool complete = left_by_an_earlier_study(run);
  if (!complete) words.push_back(settings_.resume ? "--continue" : "--overwrite");

  RunFlags read(run.task, words);
  TrainingSettings& settings = read.settings;
  const Flags& flags = read.flags;
  if (complete) {
    settle(settings, flags);
    const std::string config = join(folder, config_name);
    if (require_same_settings(config, deciding_settings(flags)))
      require_same_contents(config, contents_of_files(settings, *memory_.get(settings)));
  } else {
    settings.label = run.name + "  ";
    TrainedRun trained = run_training(name(run.task), flags, settings, memory_);
    report_run(trained, settings);
  }
  return {run.name, folder, read_json(summary), notes_of(join(folder, config_name))};
}

bool Study::side_by_side(const std::vector<Index>& runs) const {
  const Index threads = thread_count(), count = static_cast<Index>(runs.size());
  const Index rounds = (count + threads - 1) / threads;
  if (threads == 1 || count < threads || settings_.profile || 4 * rounds * threads > 5 * count)
    return false;  // idle: more than a fifth
  double most = 0;
  for (const Index i : runs) {
    RunFlags read(runs_[i].task, command(runs_[i]));
    read.settings.threads = 1;
    const std::optional<MemoryNeed> need = memory_need(read.settings);
    if (!need) return false;
    most = std::max(most, need->most());
  }
  return 1.2 * most * static_cast<double>(threads) <= static_cast<double>(available_memory());
}

std::vector<FinishedRun> Study::train() {
  const double start = seconds_now();
  std::vector<std::optional<FinishedRun>> finished(runs_.size());
  std::mutex mutex;
  std::size_t done = 0, trained = 0;
  bool together = false;
  std::atomic<bool> failed = false;
  const auto run = [&](Index i) {
    if (interrupted() || failed) return;
    const std::string& name = runs_[i].name;
    const double run_start = seconds_now();
    const bool found = left_by_an_earlier_study(runs_[i]);
    try {
      finished[i] = finish(runs_[i]);
    } catch (const Interrupted&) {  // said below, in the study's words
      return;
    } catch (const std::exception& error) {
      if (!failed.exchange(true) && together)  // said at once: those beside it may take hours
        Progress::print(stderr, name + " failed: " + error.what() + "\n");
      throw;
    }
    const std::lock_guard lock(mutex);
    ++done, trained += !found;
    const double now = seconds_now(), each = trained ? (now - start) / static_cast<double>(trained) : 0,
                 left = each * static_cast<double>(runs_.size() - done);
    Progress::print(stdout, concat("run ", done, " of ", runs_.size(), ": ", name, " (", duration_text(now - run_start),
                                   left > 0 ? ", about " + duration_text(left) + " left" : "", ")\n"));
  };
  const auto stop_if_interrupted = [&] {
    if (interrupted())
      throw Interrupted(
          concat("interrupted after ", done, " of ", runs_.size(), " runs; all is saved. ", how_to_go_on(folder())));
    end_when_interrupted_in(folder());  // a run has only noted interruptions
  };
  for (std::size_t first = 0, end; first < runs_.size(); first = end) {
    std::vector<Index> waiting;
    for (end = first; end < runs_.size() && runs_[end].stage == runs_[first].stage; ++end) {
      if (left_by_an_earlier_study(runs_[end])) {
        run(static_cast<Index>(end));
      } else {
        waiting.push_back(static_cast<Index>(end));
      }
    }
    together = side_by_side(waiting);
    if (together) {
      RunFlags read(runs_[waiting[0]].task, command(runs_[waiting[0]]));
      settle(read.settings, read.flags);
      const auto kept = memory_.get(read.settings);  // prepared on all threads, and mostly what the others need
      parallel_for(static_cast<Index>(waiting.size()), [&](Index i) { run(waiting[i]); });
      stop_if_interrupted();
    } else {
      for (const Index i : waiting) {
        run(i);
        stop_if_interrupted();
      }
    }
  }
  std::vector<FinishedRun> all;
  for (std::optional<FinishedRun>& each : finished) {
    for (const std::string& note : each->notes)
      if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(note);
    all.push_back(std::move(*each));
  }
  return all;
}

void Study::report(const Json& summary, const std::string& table) const {
  std::string text = table;
  for (const std::string& note : notes_) text += "note: " + note + "\n";
  std::printf("\n%s\nresults in %s\n", text.c_str(), folder().c_str());
  write_file(join(folder(), config_name), run_config(flags_, {}).pretty());  // of a study that was resumed
  write_file(join(folder(), "table.txt"), text);
  write_file(join(folder(), "summary.json"), summary.pretty());
}

}  // namespace lgn
