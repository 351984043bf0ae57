#include "experiments/common/training/training_program.h"

#include <cstdio>

#include "experiments/common/program/program.h"
#include "experiments/common/training/memory_need.h"
#include "experiments/common/training/prepared_data.h"
#include "experiments/common/training/training.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"
#include "tensor/io/sha256.h"
#include "tensor/simd/dispatch.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

void print_start(const TrainedRun& run, const TrainingSettings& s) {
  const Architecture& a = run.network.architecture();
  std::printf("%s %s: %lld training images", a.task == Task::classify ? "classifying" : "reconstructing",
              run.data.name.c_str(), static_cast<long long>(run.data.train_images.extent(0)));
  if (run.data.has_test()) std::printf(", %lld test images", static_cast<long long>(run.data.test_images.extent(0)));
  std::printf(" of %lld x %lld x %lld\n", static_cast<long long>(a.channels), static_cast<long long>(a.height),
              static_cast<long long>(a.width));
  std::printf("%lld parameters, %lld epochs, seed %lld, %lld threads, %s, results in %s\n",
              static_cast<long long>(run.network.parameters().trained_count()), static_cast<long long>(s.epochs),
              static_cast<long long>(s.seed), static_cast<long long>(s.threads), name(instruction_set()),
              run.folder().c_str());
  if (a.task == Task::classify) std::printf("%s\n", class_counts(run.data.train_labels, a.classes).c_str());
  for (const std::string& note : run.data.notes) std::printf("note: %s\n", note.c_str());
  if (a.task == Task::classify)
    for (const std::string& note : label_notes(run.data, s)) std::printf("note: %s\n", note.c_str());
  std::fflush(stdout);
}

/// What a checkpoint is compared by: the settings, and what their files held.
Json identity(const Flags& flags, const TrainingSettings& settings, const PreparedData& data) {
  Json identity = contents_of_files(settings, data);
  const Json deciding = deciding_settings(flags);
  for (const auto& [key, value] : deciding.as_object())
    if (!names_a_file(key, value)) identity.set(key, value);
  identity.set("task", name(settings.architecture.task));
  return identity;
}

}  // namespace

bool names_a_file(const std::string& key, const Json& value) {
  for (const char* each : {"data-dir", "train-images", "train-labels", "test-images", "test-labels", "init", "group"})
    if (key == each) return true;
  return key == "init-generator" && value.as_string().ends_with(".safetensors");
}

Json contents_of_files(const TrainingSettings& settings, const PreparedData& data) {
  Json contents{Json::Object{}};
  contents.set("images", data.fingerprint);
  const auto add = [&](const char* key, const std::string& path) { contents.set(key, sha256_hex(read_file(path))); };
  if (!settings.init.empty()) add("init file", settings.init);
  if (!settings.group.empty()) add("group file", settings.group);
  if (names_a_file("init-generator", settings.init_generator)) add("init-generator file", settings.init_generator);
  return contents;
}

Json deciding_settings(const Flags& flags) {
  Json deciding{Json::Object{}};
  const Json all = flags.values();
  for (const auto& [key, value] : all.as_object()) {
    const bool decides = key != "out" && key != "overwrite" && key != "resume" && key != "threads" &&
                         key != "profile" && key != "quick" && key != "continue" && key != "save-minutes" &&
                         key != "test-every" && key != "data-dir";
    if (decides) deciding.set(key, value);
  }
  deciding.set("simd", name(instruction_set()));
  return deciding;
}

TrainedRun run_training(const std::string& program, const Flags& flags, TrainingSettings& settings,
                        PreparedDataMemory& memory) {
  settle(settings, flags);
  Profile parts;
  const double begun = seconds_now();
  std::shared_ptr<const PreparedData> prepared;
  parts.time("reading and preparing data", [&] { prepared = memory.get(settings); });
  if (interrupted()) throw Interrupted("interrupted before the run began");  // noted by one beside it
  const PreparedData& data = *prepared;
  const Architecture architecture = settle_architecture(settings, flags, data);
  const Index images = data.train_images.extent(0);
  require_memory_for(architecture, settings, images, data.has_test() ? data.test_images.extent(0) : images);
  TrainedRun run{prepared, data, initial_network(settings, architecture, data), {}, 0, 0, {}, {}, parts, begun};
  run.at_start = diagnose_groups(run.network);
  settle_continue(settings);  // another process may have begun the run while this one prepared the data
  catch_interrupts();
  run.directory = make_run_directory(program, settings.out, settings.resume || settings.overwrite);
  if (!settings.resume) {
    remove_results(run.folder(), {"summary.json", "checkpoint.safetensors", "metrics.jsonl", "model.safetensors",
                                  best_model_file, "table.txt", "preprocessing.safetensors"});
    Json config = run_config(flags, run.data.notes);
    config.set("contents", contents_of_files(settings, data));
    Json network{Json::Object{}};  // as settled: from the flags above, a file of --init, the data
    for (const auto& [key, value] : to_metadata(architecture)) network.set(key, value);
    config.set("network", network);
    write_file(join(run.folder(), "config.json"), config.pretty());
  }
  if (!settings.quiet) print_start(run, settings);
  run.metrics = train(run.network, run.data, settings, run.directory, identity(flags, settings, data), run.parts);
  run.selected = selected_epoch(run.metrics, settings);
  if (run.selected < static_cast<Index>(run.metrics.size())) {
    const Network best = load_model(join(run.folder(), best_model_file));
    for (Parameter& each : run.network.parameters()) each.value = best.parameters().at(each.name).value;
    save_model(join(run.folder(), "model.safetensors"), run.network);
  }
  for (const Json& line : run.metrics) run.seconds += line.at("seconds").as_double();
  return run;
}

}  // namespace lgn
