#include "experiments/report/results.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "experiments/common/program/paths.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

namespace fs = std::filesystem;

/// A damaged file takes away its own numbers, not the report.
Json read_object(const std::string& path, std::vector<std::string>& notes) {
  if (!file_exists(path)) return Json(Json::Object{});
  try {
    const Json json = read_json(path);
    if (json.is_object()) return json;
    notes.push_back(path + " does not hold an object");
  } catch (const Error& error) {
    notes.push_back(error.what());
  }
  return Json(Json::Object{});
}

std::string program_of(const Result& result) {
  const std::string command = result.setting("command");
  const std::string word = command.substr(0, command.find(' '));
  if (!word.empty()) return fs::path(word).filename().string();
  return fs::path(result.folder).filename().string();
}

std::vector<fs::path> sorted_entries(const std::string& folder) {
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

void add_note(std::vector<std::string>& notes, const std::string& note) {
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
}

std::vector<Result> results_below(const std::string& folder, const std::string& root, std::set<std::string>& seen);

Result read_result(const std::string& folder, const std::string& root, std::set<std::string>& seen) {
  Result result;
  result.folder = folder;
  result.config = read_object(join(folder, "config.json"), result.notes);
  result.summary = read_object(join(folder, "summary.json"), result.notes);
  result.complete = !result.summary.as_object().empty();
  result.program = program_of(result);
  if (file_exists(join(folder, "table.txt"))) result.table = read_file(join(folder, "table.txt"));
  if (const Json* notes = result.config.find("notes"); notes && notes->is_array())
    for (const Json& note : notes->as_array()) add_note(result.notes, shown(note));
  for (const fs::path& entry : sorted_entries(folder))
    if (entry.extension() == ".png") result.pictures.push_back(entry.filename().string());
  if (folder_exists(join(folder, "runs"))) result.runs = results_below(join(folder, "runs"), root, seen);
  for (const Result& run : result.runs)
    for (const std::string& note : run.notes) add_note(result.notes, note);
  return result;
}

std::vector<Result> results_in_lines(const std::string& folder) {
  std::vector<Result> results;
  const std::string path = join(folder, "runs.jsonl");
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    Result result;
    try {
      result.config = result.summary = parse_json(line, path);
    } catch (const Error& error) {
      result.folder = folder;
      result.program = fs::path(folder).filename().string();
      result.config = result.summary = Json(Json::Object{});
      result.notes = {error.what()};
      results.push_back(std::move(result));
      continue;
    }
    if (!result.config.is_object() || result.setting("name").empty()) return {};  // not of this kind
    const std::string study = result.setting("study").empty() ? "" : result.setting("study") + "-";
    result.folder = join(folder, study + result.setting("name") + "-" + result.setting("seed"));
    result.complete = result.line_of_many = true;
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<Result> results_below(const std::string& folder, const std::string& root, std::set<std::string>& seen) {
  if (!seen.insert(fs::canonical(folder).string()).second) return {};
  if (file_exists(join(folder, "config.json")) || file_exists(join(folder, "summary.json")))
    return {read_result(folder, root, seen)};
  if (file_exists(join(folder, "runs.jsonl"))) return results_in_lines(folder);
  std::vector<Result> results;
  for (const fs::path& entry : sorted_entries(folder)) {
    if (!folder_exists(entry.string()) || (fs::is_symlink(entry) && is_within(entry.string(), root))) continue;
    for (Result& result : results_below(entry.string(), root, seen)) results.push_back(std::move(result));
  }
  return results;
}

}  // namespace

std::string Result::setting(const std::string& key) const {
  const Json* value = config.find(key);
  return value && !value->is_null() ? shown(*value) : "";
}

std::vector<Result> find_results(const std::string& folder, std::set<std::string>& seen) {
  require(folder_exists(folder), "there is no folder ", folder, "; run an experiment first, as make demo");
  return results_below(folder, folder, seen);
}

std::string shown(const Json& value) {
  if (value.is_string()) return value.as_string();
  if (!value.is_number()) return value.is_null() ? "none" : value.text();
  const double number = value.as_double();
  char text[40];
  std::snprintf(text, sizeof text, std::abs(number) < 1e15 && number == std::floor(number) ? "%.0f" : "%.5g", number);
  return text;
}

std::vector<std::string> differences(const Result& result) {
  std::vector<std::string> sentences;
  const auto differs = [&](const char* key, const char* published) {
    const std::string value = result.setting(key);
    return !value.empty() && value != published;
  };
  const std::string program = result.program;
  const bool network = program == "classify" || program == "reconstruct";
  const bool trains = network || !result.runs.empty();
  if (result.setting("quick") == "true")
    sentences.push_back("--quick: a short setting to see that all works, not the paper's.");
  if (trains && differs("epochs", "100"))
    sentences.push_back(concat("Epochs: ", result.setting("epochs"), "; published: 100."));
  if (!result.setting("limit-train").empty())
    sentences.push_back(concat("Only the first ", result.setting("limit-train"), " training images were used."));
  if (network && result.setting("train-images").empty() && result.setting("dataset") == "sample")
    sentences.push_back("The embedded sample, 5,000 + 1,000 images of Fashion-MNIST, is not a data set of the paper.");
  if (network && (differs("generator", "free") || differs("share", "none")))
    sentences.push_back(concat("Generators are '", result.setting("generator"), "', shared '", result.setting("share"),
                               "'; in the paper they are free, one per layer, group and channel."));
  if (trains && differs("normalization", "whiten"))
    sentences.push_back(
        concat("Images were normalised by '", result.setting("normalization"), "'; published: ZCA whitening."));
  for (const std::string& note : result.notes) sentences.push_back("Data: " + note + ".");
  return sentences;
}

}  // namespace lgn
