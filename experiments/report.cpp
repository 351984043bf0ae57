// Report: one self-contained HTML page of all results, our numbers beside the published ones; or their
// tables.
//
//   build/report --runs experiments/results,runs --out report.html      build/report --tables
#include <cstdio>
#include <filesystem>

#include "experiments/common/program/flags.h"
#include "experiments/common/program/paths.h"
#include "experiments/common/program/program.h"
#include "experiments/report/page.h"
#include "experiments/report/seeds.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/names.h"

namespace lgn {
namespace {

/// What the page is made from, and must not take the place of.
void add_inputs(const std::vector<Result>& results, std::vector<NamedPath>& inputs) {
  for (const Result& result : results) {
    const std::filesystem::path folder = result.folder;
    for (const auto& entry : std::filesystem::directory_iterator(result.line_of_many ? folder.parent_path() : folder))
      if (entry.path().extension() != ".html") inputs.push_back({"--runs", entry.path().string()});
    add_inputs(result.runs, inputs);
  }
}

int run(int argc, char** argv) {
  Flags flags("report", "makes one self-contained HTML page of the results found in folders, or prints their tables.");
  std::string folders, out;
  double megabytes = 4;
  bool tables = false;
  flags.add("--runs", folders,
            "folders of results, or folders of those, separated by commas (experiments/results and runs)", "LIST");
  flags.add("--out", out,
            "the page (runs/report.html, or report.html in the first of --runs); with --tables the numbers as JSON",
            "F");
  flags.add("--megabytes", megabytes, "about how large the page may become; further pictures are left out", 0, 1000);
  flags.add("--tables", tables, "prints the tables of the results, mean and 95 % interval over seeds, in Markdown");
  if (!flags.parse(argc, argv)) return 0;
  if (folders.empty()) {
    for (const char* folder : {"experiments/results", "runs"})
      if (folder_exists(folder)) folders += concat(folders.empty() ? "" : ",", folder);
    require(!folders.empty(),
            "there is neither experiments/results nor runs here; run an experiment first, as make demo");
    if (out.empty() && !tables) {
      make_folders("runs");
      out = "runs/report.html";
    }
  }
  std::vector<Result> results;
  std::set<std::string> seen;
  for (const std::string& folder : split_list(folders)) {
    if (out.empty() && !tables) out = join(folder, "report.html");
    for (Result& result : find_results(folder, seen)) results.push_back(std::move(result));
  }
  require(!results.empty(), "no results were found in ", folders, "; run an experiment first, as make demo");
  std::vector<NamedPath> inputs;
  add_inputs(results, inputs);
  if (!out.empty()) require_separate(inputs, {{"--out", out}});
  if (tables) {
    const std::vector<SeededRow> rows = seeded_rows(results);
    if (!out.empty()) write_file(out, tables_json(rows).pretty());
    std::printf("%s", tables_text(rows).c_str());
    return 0;
  }
  const std::string page = report_page(results, static_cast<std::size_t>(megabytes * 1e6));
  write_file(out, page);
  std::printf("%zu results, %.1f MB: %s\n", results.size(), page.size() / 1e6, out.c_str());
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
