#include "experiments/report/page.h"

#include <algorithm>

#include "experiments/common/plotting/html.h"
#include "experiments/common/program/build_info.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/report/captions.h"
#include "experiments/report/open_questions.h"
#include "experiments/report/seeds.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

/// A row for every figure that the paper and others state; where nothing of ours stands beside it, how to run
/// it.
std::string comparison(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const PublishedFigure& figure : published_figures()) {
    bool any = false;
    for (const SeededRow& row : rows) {
      const auto found = row.values.find(figure.key);
      if (published_figure(row.first->program, row.first->setting("dataset"), figure.key) != &figure ||
          found == row.values.end())
        continue;
      any = true;
      const std::size_t runs = found->second.size();
      table.push_back({figure.place, figure.stated, estimate_text(figure.key, found->second),
                       concat(row.name, runs > 1 ? concat(" (", runs, " runs)") : "", ": ", figure.key), figure.why,
                       figure.source});
    }
    if (!any)
      table.push_back(
          {figure.place, figure.stated, "not run here", concat("make ", figure.program), figure.why, figure.source});
  }
  return html_table({"what", "published", "ours", "of", "why they may differ", "published by"}, table);
}

/// Networks, a row for each configuration: error or accuracy, parameters, seeds. HTML; "" without any.
std::string networks_table(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const SeededRow& row : rows) {
    for (const std::string key : {"test_accuracy", "test_mse"}) {
      const auto found = row.values.find(key), parameters = row.values.find("parameters");
      if (found == row.values.end() || parameters == row.values.end()) continue;
      table.push_back({row.name, key == "test_mse" ? "squared error" : "accuracy", estimate_text(key, found->second),
                       estimate_text("parameters", parameters->second), concat(row.seeds.size())});
    }
  }
  if (table.empty()) return "";
  return "<h3>Networks</h3>\n" + html_table({"run", "on test images", "", "parameters", "seeds"}, table);
}

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

/// Every number of the summary, for who wants to know all.
std::string numbers_table(const Result& result) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : result.summary.as_object()) rows.push_back({key, shown(value)});
  return html_table({"summary.json", "ours"}, rows);
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
           html_element("figcaption", caption_of(name)) + "</figure>\n";
  }
  if (left_out)
    out += html_element("p", concat(left_out, left_out == 1 ? " more picture is in " : " more pictures are in ",
                                    result.folder, "; --megabytes says how large the page may become."));
  return out;
}

/// Words first, then the table and the pictures, and what it was run with where one unfolds it.
std::string section(const Result& result, std::size_t number, std::size_t budget) {
  const Heading heading = heading_of(result);
  std::string out = concat("<section id=\"result-", number, "\">\n", html_element("h2", heading.title), "\n",
                           html_element("p", heading.what_to_see), "\n");
  if (!result.complete) out += html_element("p", "This run is not complete.") + "\n";
  if (!result.table.empty()) out += "<pre>" + html_text(result.table) + "</pre>\n";
  out += pictures(result, budget);
  if (const auto sentences = differences(result); !sentences.empty()) {
    out += "<p>What differs from the published experiment, and what to know of the data:</p>\n<ul>\n";
    for (const std::string& sentence : sentences) out += html_element("li", sentence) + "\n";
    out += "</ul>\n";
  }
  out += "<details>\n<summary>Command, settings and all numbers</summary>\n" + settings_list(result);
  if (result.complete) out += numbers_table(result);
  if (!result.runs.empty()) out += "<h3>The runs of this study</h3>\n" + runs_table(result);
  return out + "</details>\n</section>\n";
}

}  // namespace

std::string report_page(const std::vector<Result>& results, std::size_t bytes) {
  std::vector<const Result*> ordered;  // lines of many runs stand in their table only
  for (const Result& result : results)
    if (!result.line_of_many) ordered.push_back(&result);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Result* a, const Result* b) { return place_of(a->program) < place_of(b->program); });
  const std::vector<SeededRow> rows = seeded_rows(results);
  std::string body = "<h1>Linear Group Networks: results</h1>\n";
  body += html_element("p", concat("What the paper and other papers state, and what was measured here; made with lgn ",
                                   git_commit(),
                                   ". Where there are several seeds: mean +- half the width of its 95 % interval.")) +
          "\n<h3>Beside what was published</h3>\n" + comparison(rows) + networks_table(rows) +
          "<h3>The questions that the paper leaves open</h3>\n" + open_questions(results) + "<h3>Contents</h3>\n<ol>\n";
  for (std::size_t i = 0; i < ordered.size(); ++i)
    body += concat("<li><a href=\"#result-", i, "\">", html_text(heading_of(*ordered[i]).title), "</a></li>\n");
  body += "</ol>\n";
  std::string sections;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const std::size_t remaining = bytes > sections.size() ? bytes - sections.size() : 0;
    sections += section(*ordered[i], i, remaining / (ordered.size() - i));
  }
  return html_page("Linear Group Networks: results", body + sections);
}

}  // namespace lgn
