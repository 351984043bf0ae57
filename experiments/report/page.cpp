#include "experiments/report/page.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "experiments/common/plotting/html.h"
#include "experiments/common/program/build_info.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/report/captions.h"
#include "experiments/report/findings.h"
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

/// Whether a network is what a figure is stated of: the published one, trained as it was (its regulariser may be
/// another), or the predecessor's, whose test images are normalised both ways.
bool as_published(const Result& result, const PublishedFigure& figure) {
  if (result.program != "classify" && result.program != "reconstruct") return true;
  if (std::string(figure.key) == "test_accuracy_as_train") return result.setting("generator") == "rotations";
  for (const auto& [key, stated] : {std::pair("generator", "free"),
                                    {"share", "none"},
                                    {"kernel", "6"},
                                    {"augment", ""},
                                    {"normalization", "whiten"},
                                    {"epochs", "100"},
                                    {"limit-train", ""}})
    if (result.setting(key) != stated) return false;
  return true;
}

/// A row for every number that the paper and others state, and ours of each result; where there is none, how to run
/// it.
std::string number_for_number(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const PublishedFigure& figure : published_figures()) {
    bool any = false;
    for (const SeededRow& row : rows) {
      const Result& first = *row.runs.front();
      const auto found = row.values.find(figure.key);
      if (published_figure(first.program, first.setting("dataset"), figure.key) != &figure ||
          found == row.values.end() || !as_published(first, figure) || first.setting("quick") == "true")
        continue;
      any = true;
      const std::size_t runs = found->second.size();
      table.push_back(
          {figure.place, concat(figure.stated, "; ", figure.source), number_in_words(figure.key, found->second),
           concat(figure.measured, " (", row.name, runs > 1 ? concat(", ", runs, " seeds") : "", ")"), figure.why});
    }
    if (!any)
      table.push_back({figure.place, concat(figure.stated, "; ", figure.source), "not run in full",
                       concat("make ", figure.program), figure.why});
  }
  return html_table({"", "published", "ours", "which is", "why they may differ"}, table);
}

/// Networks, a row for each configuration: error or accuracy, parameters, seeds; by data set. HTML; "" without any.
std::string networks_table(const std::vector<SeededRow>& rows) {
  std::vector<std::vector<std::string>> table;
  Index of_many = 0;
  for (const SeededRow& row : rows) {
    const Result& first = *row.runs.front();
    of_many += first.line_of_many;
    if (first.line_of_many) continue;
    for (const std::string key : {"test_accuracy", "test_mse"}) {
      const auto found = row.values.find(key), parameters = row.values.find("parameters");
      if (found == row.values.end() || parameters == row.values.end()) continue;
      table.push_back({data_of(first), row.name,
                       concat(key == "test_mse" ? "squared error " : "", estimate_text(key, found->second)),
                       estimate_text("parameters", parameters->second), concat(found->second.size())});
    }
  }
  if (table.empty()) return "";
  std::stable_sort(table.begin(), table.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
  std::string out =
      "<h2>Networks</h2>\n" +
      html_table({"data", "network: its command stands below", "test images", "parameters", "seeds"}, table);
  if (of_many)
    out += html_element(
        "p", concat("And ", of_many, " configurations of studies of many small runs: build/report --tables"));
  return out;
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

std::string figure(const std::string& name, const std::string& data, const std::string& caption) {
  return "<figure><img alt=\"" + html_text(name) + "\" src=\"data:image/png;base64," + data + "\">" +
         html_element("figcaption", caption) + "</figure>\n";
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
    out += figure(name, data, caption_of(name));
  }
  if (left_out)
    out += html_element("p", concat(left_out, left_out == 1 ? " more picture is in " : " more pictures are in ",
                                    result.folder, "; --megabytes says how large the page may become."));
  return out;
}

std::string title_of(const SeededRow& row) {
  const std::string title = heading_of(*row.runs.front()).title;
  return row.runs.size() > 1 ? concat(title, ", ", row.runs.size(), " seeds") : title;
}

/// A row for each number of the summaries, mean and interval; for those who want to know all.
std::string numbers_table(const SeededRow& row) {
  std::vector<std::vector<std::string>> table;
  for (const auto& [key, values] : row.values) table.push_back({key, estimate_text(key, values)});
  return html_table({"summary.json", "ours"}, table);
}

/// What a program printed, without its notes on the data: they stand below it.
std::string without_notes(const std::string& table) {
  std::istringstream lines(table);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("note: ")) kept += line + "\n";
  return kept;
}

/// Words first, then the table and the pictures, and what it was run with where one unfolds it. Of several seeds the
/// first stands for all.
std::string section(const SeededRow& row, std::size_t number, std::size_t budget) {
  const Result& result = *row.runs.front();
  std::string out = concat("<section id=\"result-", number, "\">\n", html_element("h2", title_of(row)), "\n",
                           html_element("p", heading_of(result).what_to_see), "\n");
  if (!result.complete) out += html_element("p", "This run is not complete.") + "\n";
  if (!result.table.empty()) out += "<pre>" + html_text(without_notes(result.table)) + "</pre>\n";
  out += pictures(result, budget);
  if (const auto sentences = differences(result); !sentences.empty()) {
    out += "<p>What differs from the published experiment, and what to know of the data:</p>\n<ul>\n";
    for (const std::string& sentence : sentences) out += html_element("li", sentence) + "\n";
    out += "</ul>\n";
  }
  out +=
      "<details>\n<summary>Command, settings and all numbers</summary>\n" + settings_list(result) + numbers_table(row);
  if (!result.runs.empty()) out += "<h3>The runs of this study</h3>\n" + runs_table(result);
  return out + "</details>\n</section>\n";
}

/// What gets a section: the seeds of a configuration together, and runs that are not complete; in the paper's order.
std::vector<SeededRow> sections_of(const std::vector<Result>& results, const std::vector<SeededRow>& rows) {
  std::vector<SeededRow> sections;
  for (const SeededRow& row : rows)
    if (!row.runs.front()->line_of_many) sections.push_back(row);
  for (const Result& result : results)
    if (!result.complete) sections.push_back({"", {&result}, {}});
  std::stable_sort(sections.begin(), sections.end(), [](const SeededRow& a, const SeededRow& b) {
    return place_of(a.runs.front()->program) < place_of(b.runs.front()->program);
  });
  return sections;
}

/// The pictures that belong to the findings, as far as they fit.
std::string finding_figures(const std::vector<SeededRow>& rows, std::size_t bytes) {
  std::string out;
  for (const FindingPicture& picture : finding_pictures(rows)) {
    const std::string data = base64(read_file(picture.path));
    if (out.size() + data.size() < bytes) out += figure(picture.path, data, picture.caption);
  }
  return out.empty() ? "" : "<h2>In pictures</h2>\n" + out;
}

}  // namespace

std::string report_page(const std::vector<Result>& results, std::size_t bytes) {
  const std::vector<SeededRow> rows = seeded_rows(results);
  std::string body = "<h1>Linear Group Networks: results</h1>\n";
  body +=
      html_element("p",
                   "\"Learning Linear Groups in Neural Networks\" (arXiv:2305.18552) beside our runs. A: the matrix "
                   "that is learned, whose powers make filters of filters. Control: the same training on Gaussian "
                   "images of the same covariance with exchanged labels. +-: half the width of a 95 % interval.") +
      "\n" + findings_of_the_paper(rows) + finding_figures(rows, bytes) +
      "<h2>Past the paper, and the questions that it leaves open</h2>\n" + open_questions(rows) + networks_table(rows) +
      "<h2>Number for number</h2>\n" + number_for_number(rows) + "<h2>All results</h2>\n<ol>\n";
  const std::vector<SeededRow> ordered = sections_of(results, rows);
  for (std::size_t i = 0; i < ordered.size(); ++i)
    body += concat("<li><a href=\"#result-", i, "\">", html_text(title_of(ordered[i])), "</a></li>\n");
  body += "</ol>\n" + html_element("p", concat("Made with lgn ", git_commit(), "; each result names its own commit.")) +
          "\n";
  std::string sections;
  const std::size_t left = bytes > body.size() ? bytes - body.size() : 0;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const std::size_t remaining = left > sections.size() ? left - sections.size() : 0;
    sections += section(ordered[i], i, remaining / (ordered.size() - i));
  }
  return html_page("Linear Group Networks: results", body + sections);
}

}  // namespace lgn
