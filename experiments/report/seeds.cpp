#include "experiments/report/seeds.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"

namespace lgn {
namespace {

const std::set<std::string> without_value = {"--overwrite", "--resume", "--continue"};
const std::set<std::string> with_value = {"--seed", "--out", "--data-dir", "--threads", "--save-minutes"};

/// "a-3" of seed 3 without its end.
std::string without_seed(std::string name, const std::string& seed) {
  if (!seed.empty() && name.ends_with("-" + seed)) name.resize(name.size() - seed.size() - 1);
  return name;
}

/// `a/b` below `experiments/results/a` is a/b; else the folder's own name.
std::string name_of(const Result& result) {
  const std::filesystem::path folder(result.folder);
  const std::string last = without_seed(folder.filename().string(), result.setting("seed"));
  return result.line_of_many ? folder.parent_path().filename().string() + "/" + last : last;
}

/// Whether two runs were asked for the same but for their seeds: by the flags that both have in config.json, whatever
/// was typed; by what was typed where one has no such file.
bool asked_the_same(const Result& a, const Result& b) {
  static const std::set<std::string> aside = {"seed",    "out",       "data-dir", "threads",  "save-minutes",
                                              "command", "overwrite", "resume",   "continue", "test-every",
                                              "profile", "simd",      "compiler", "machine",  "date",
                                              "notes",   "network",   "contents", "program",  "git_commit"};
  if (a.line_of_many || b.line_of_many || !a.config.find("epochs") || !b.config.find("epochs"))
    return plain_command(a) == plain_command(b);
  const auto& settings = a.config.as_object();
  return std::all_of(settings.begin(), settings.end(), [&](const auto& each) {
    const Json* other = aside.contains(each.first) ? nullptr : b.config.find(each.first);
    return !other || other->text() == each.second.text();
  });
}

}  // namespace

std::string plain_command(const Result& result) {
  std::istringstream words(result.setting("command"));
  std::string text, word;
  while (words >> word) {
    if (without_value.contains(word)) continue;
    if (with_value.contains(word)) {
      words >> word;
      continue;
    }
    text += text.empty() ? "build/" + word.substr(word.rfind('/') + 1) : " " + word;
  }
  return text;
}

std::vector<SeededRow> seeded_rows(const std::vector<Result>& results) {
  std::vector<SeededRow> rows;
  for (const Result& result : results) {
    if (!result.complete) continue;
    const std::string name = name_of(result);
    auto found = std::find_if(rows.begin(), rows.end(), [&](const SeededRow& row) {
      return row.name == name && asked_the_same(*row.runs.front(), result);
    });
    if (found == rows.end()) found = rows.insert(rows.end(), {name, {}, {}});
    SeededRow& row = *found;
    const std::string seed = result.setting("seed");
    const auto same = [&](const Result* run) { return !seed.empty() && run->setting("seed") == seed; };
    if (std::any_of(row.runs.begin(), row.runs.end(), same)) continue;  // the same run, in another folder
    row.runs.push_back(&result);
    for (const auto& [key, value] : result.summary.as_object())
      if (value.is_number() && key != "seed") row.values[key].push_back(value.as_double());
  }
  return rows;
}

std::string estimate_text(const std::string& key, const std::vector<double>& values) {
  const bool share = key.find("accuracy") != std::string::npos;
  const double unit = share ? 100 : 1;
  const auto written = [&](double value) { return share ? fixed(unit * value, 2) : shown(Json(value)); };
  std::string text = written(mean(values));
  if (values.size() > 1) {
    if (const double half = mean_half_width(values); half > 0) text += " +- " + written(half);
  }
  return share ? text + " %" : text;
}

Json tables_json(const std::vector<SeededRow>& rows) {
  std::map<std::string, Json> groups;
  Json tables{Json::Object{}};
  for (const SeededRow& row : rows) {
    Json numbers{Json::Object{}};
    for (const auto& [key, values] : row.values) {
      numbers.set(key, mean(values));
      if (const double half = values.size() > 1 ? mean_half_width(values) : 0; half > 0)
        numbers.set(key + "_half_width", half);
    }
    numbers.set("runs", static_cast<Index>(row.runs.size()));
    const std::size_t slash = row.name.find('/');
    if (slash == std::string::npos) {
      tables.set(row.name, numbers);
    } else {
      groups.try_emplace(row.name.substr(0, slash), Json(Json::Object{}))
          .first->second.set(row.name.substr(slash + 1), numbers);
    }
  }
  for (const auto& [name, numbers] : groups) tables.set(name, numbers);
  return tables;
}

std::string tables_text(const std::vector<SeededRow>& rows) {
  std::string networks, many, studies;
  for (const SeededRow& row : rows) {
    const bool classifying = row.values.contains("test_accuracy");
    const std::string key = classifying ? "test_accuracy" : "test_mse";
    if (!row.runs.front()->table.empty())
      studies += "\n## " + row.name + "\n\n```\n" + row.runs.front()->table + "```\n";
    if (!row.values.contains(key) || !row.values.contains("parameters")) continue;
    std::string line = row.runs.front()->line_of_many ? row.name : "`" + plain_command(*row.runs.front()) + "`";
    line = concat("| ", line, " | ", classifying ? "" : "squared error ", estimate_text(key, row.values.at(key)), " | ",
                  estimate_text("parameters", row.values.at("parameters")), " | ", row.runs.size(), " |\n");
    (row.runs.front()->line_of_many ? many : networks) += line;
  }
  const std::string rule = " | test | parameters | runs |\n|---|---|---|---|\n";
  std::string text;
  if (!networks.empty()) text += "| command" + rule + networks;
  if (!many.empty()) text += "\n| runs of many" + rule + many;
  return text + studies;
}

}  // namespace lgn
