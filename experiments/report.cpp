// Report: one self-contained HTML page of all results in runs/, our numbers beside the published ones.
//
//   build/report --runs runs --out runs/report.html
#include <algorithm>
#include <cstdio>
#include <sstream>

#include "experiments/common/plotting/html.h"
#include "experiments/common/program/build_info.h"
#include "experiments/common/program/flags.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/program.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/report/results.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// Of a study that of its runs, whatever its own flags say: they may leave the data to it.
std::string data_of(const Result& result) {
  std::vector<std::string> all;
  for (const Result& run : result.runs) {
    const std::string data = data_of(run);
    if (!data.empty() && std::find(all.begin(), all.end(), data) == all.end()) all.push_back(data);
  }
  if (all.empty()) {
    const std::string own = result.setting("train-images");
    return own.empty() ? result.setting("dataset") : own;
  }
  std::string text;
  for (const std::string& data : all) text += (text.empty() ? "" : ", ") + data;
  return text;
}

/// How it was run; what is not known is left out.
std::string settings_list(const Result& result) {
  std::string out = "<dl>\n";
  const auto add = [&](const char* term, const std::string& value) {
    if (!value.empty()) out += html_element("dt", term) + html_element("dd", value) + "\n";
  };
  if (const std::string command = result.setting("command"); !command.empty())
    out += "<dt>command</dt><dd><code>" + html_text(command) + "</code></dd>\n";
  add("data", data_of(result));
  add("seed", result.setting("seed"));
  add("commit", result.setting("git_commit"));
  add("compiler", result.setting("compiler"));
  add("machine", result.setting("machine"));
  add("instructions", result.setting("simd"));
  add("threads", result.setting("threads"));
  add("date", result.setting("date"));
  add("folder", result.folder);
  return out + "</dl>\n";
}

std::string numbers_table(const Result& result) {
  std::vector<std::vector<std::string>> rows;
  bool any_published = false;
  for (const auto& [key, value] : result.summary.as_object()) {
    const PublishedFigure* figure = published_figure(result.program, result.setting("dataset"), key);
    rows.push_back({key, shown(value)});
    if (!figure) continue;
    rows.back().insert(rows.back().end(), {figure->stated, figure->source});
    any_published = true;
  }
  std::vector<std::string> headings = {"summary.json", "ours"};
  if (any_published) {
    headings.insert(headings.end(), {"published", "where"});
    for (auto& row : rows) row.resize(4);
  }
  return html_table(headings, rows);
}

/// The runs of a study, a row each, with the numbers that any of them has.
std::string runs_table(const Result& study) {
  std::vector<std::string> keys;
  for (const char* key : {"test_accuracy", "test_mse", "parameters", "active_fraction", "seconds"}) {
    for (const Result& run : study.runs) {
      if (!run.summary.find(key)) continue;
      keys.push_back(key);
      break;
    }
  }
  std::vector<std::vector<std::string>> rows;
  for (const Result& run : study.runs) {
    rows.push_back({run.folder.substr(run.folder.rfind('/') + 1), run.setting("seed")});
    for (const std::string& key : keys) {
      const Json* value = run.summary.find(key);
      rows.back().push_back(value ? shown(*value) : run.complete ? "" : "unfinished");
    }
  }
  std::vector<std::string> headings = {"run", "seed"};
  headings.insert(headings.end(), keys.begin(), keys.end());
  return html_table(headings, rows);
}

/// The pictures that fit into `budget` bytes, and a line on those that do not.
std::string pictures(const Result& result, std::size_t budget) {
  std::string out;
  std::size_t left_out = 0;
  for (const std::string& name : result.pictures) {
    const std::string data = base64(read_file(join(result.folder, name)));
    if (data.size() > budget) {
      ++left_out;
      continue;
    }
    budget -= data.size();
    out += "<figure><img alt=\"" + html_text(name) + "\" src=\"data:image/png;base64," + data + "\">" +
           html_element("figcaption", name) + "</figure>\n";
  }
  if (left_out)
    out +=
        html_element("p", concat(left_out, left_out == 1 ? " more picture is in " : " more pictures are in ",
                                 result.folder, "; --megabytes says how large the page may become."));
  return out;
}

std::string section(const Result& result, std::size_t number, std::size_t budget) {
  std::string out = concat("<section id=\"result-", number, "\">\n<h2>", html_text(result.program), ": ",
                           html_text(result.folder), "</h2>\n");
  if (!result.complete) out += html_element("p", "This run is not complete.") + "\n";
  out += settings_list(result);
  if (!result.table.empty()) out += "<pre>" + html_text(result.table) + "</pre>\n";
  if (result.complete) out += numbers_table(result);
  if (const auto sentences = differences(result); !sentences.empty()) {
    out += "<p>What differs from the published experiment, and what to know of the data:</p>\n<ul>\n";
    for (const std::string& sentence : sentences) out += html_element("li", sentence) + "\n";
    out += "</ul>\n";
  }
  out += pictures(result, budget);
  if (!result.runs.empty()) out += "<h3>The runs of this study</h3>\n" + runs_table(result);
  return out + "</section>\n";
}

/// Our number where a published one stands beside it, over all results.
std::string comparison(const std::vector<Result>& results) {
  std::vector<std::vector<std::string>> rows;
  for (const Result& result : results) {
    for (const auto& [key, value] : result.summary.as_object()) {
      const PublishedFigure* figure = published_figure(result.program, result.setting("dataset"), key);
      if (figure)
        rows.push_back(
            {concat(result.program, ": ", key), shown(value), figure->stated, figure->source, result.folder});
    }
  }
  if (rows.empty()) return html_element("p", "No result here has a published figure to stand beside.") + "\n";
  return html_table({"experiment", "ours", "published", "where", "folder"}, rows);
}

std::string report_page(const std::vector<Result>& results, std::size_t bytes) {
  std::string body = "<h1>Linear Group Networks: results</h1>\n";
  body += html_element("p", concat(results.size(), " results, made with lgn ", git_commit(),
                                   ". Accuracies and rates are fractions of 1.")) +
          "\n";
  body += "<h3>Beside what was published</h3>\n" + comparison(results) + "<h3>Contents</h3>\n<ol>\n";
  for (std::size_t i = 0; i < results.size(); ++i) {
    body += concat("<li><a href=\"#result-", i, "\">", html_text(results[i].program),
                   "</a>: ", html_text(results[i].folder), "</li>\n");
  }
  body += "</ol>\n";
  std::string sections;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t remaining = bytes > sections.size() ? bytes - sections.size() : 0;
    sections += section(results[i], i, remaining / (results.size() - i));
  }
  return html_page("Linear Group Networks: results", body + sections);
}

/// What the page is made from, and must not take the place of.
void add_inputs(const std::vector<Result>& results, std::vector<NamedPath>& inputs) {
  for (const Result& result : results) {
    for (const char* name : {"config.json", "summary.json", "table.txt"})
      inputs.push_back({"--runs", join(result.folder, name)});
    for (const std::string& picture : result.pictures)
      inputs.push_back({"--runs", join(result.folder, picture)});
    add_inputs(result.runs, inputs);
  }
}

int run(int argc, char** argv) {
  Flags flags("report", "makes one self-contained HTML page of the results found in folders.");
  std::string folders = "runs", out;
  double megabytes = 4;
  flags.add("--runs", folders, "folders of results, or folders of those, separated by commas", "LIST");
  flags.add("--out", out, "the page (report.html in the first of the folders)", "F.html");
  flags.add("--megabytes", megabytes, "about how large the page may become; further pictures are left out", 0,
            1000);
  if (!flags.parse(argc, argv)) return 0;
  std::vector<Result> results;
  std::set<std::string> seen;
  std::istringstream list(folders);
  for (std::string folder; std::getline(list, folder, ',');) {
    if (out.empty()) out = join(folder, "report.html");
    for (Result& result : find_results(folder, seen)) results.push_back(std::move(result));
  }
  require(!results.empty(), "no results were found in ", folders, "; run an experiment first, as make demo");
  std::vector<NamedPath> inputs;
  add_inputs(results, inputs);
  require_separate(inputs, {{"--out", out}});
  const std::string page = report_page(results, static_cast<std::size_t>(megabytes * 1e6));
  write_file(out, page);
  std::printf("%zu results, %.1f MB: %s\n", results.size(), static_cast<double>(page.size()) / 1e6,
              out.c_str());
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
