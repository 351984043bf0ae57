#include "experiments/sweep/job_list.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "experiments/common/program/flags.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

Json to_json(const Sweep& sweep) {
  Json::Array runs;
  for (const SweepRun& run : sweep.runs) {
    Json varied{Json::Object{}};
    for (const auto& [flag, value] : run.varied) varied.set(flag, value);
    runs.push_back(Json::Object{{"name", run.name}, {"varied", varied}});
  }
  return Json::Object{{"task", name(sweep.task)}, {"common", sweep.common}, {"runs", runs}};
}

std::string command(const Sweep& sweep, const SweepRun& run) {
  const std::string folder = run_folder(sweep, run);
  std::vector<std::string> words = {join(executable_folder(), name(sweep.task))};
  for (const auto& more : {sweep.common, run.flags(), {"--continue", "--out", folder}})
    words.insert(words.end(), more.begin(), more.end());
  return concat(shell_command({"cd", std::filesystem::current_path().string()}), " && { ",
                shell_command({"test", "-e", join(folder, "summary.json")}), " || exec ", shell_command(words), "; }");
}

std::string batch_script(const Sweep& sweep) {
  const std::string jobs = join(sweep.folder, "jobs.txt"), quoted_jobs = shell_command({jobs});
  return concat(
      "#!/bin/sh\n"
      "# Every line of jobs.txt as one task of a Slurm array: sbatch sweep.sbatch\n"
      "# A task that is stopped saves itself; the same command again goes on with what is not complete.\n"
      "#SBATCH --job-name=lgn-sweep\n"
      "#SBATCH --array=1-",
      sweep.runs.size(),
      "\n#SBATCH --cpus-per-task=1\n"
      "#SBATCH --signal=B:TERM@60\n"
      "#SBATCH --requeue\n"
      "#SBATCH --output=",
      join(sweep.folder, "slurm-%a.log"),
      "\nexport LGN_THREADS=\"${SLURM_CPUS_PER_TASK:-1}\"\n"
      "job=$(sed -n \"${SLURM_ARRAY_TASK_ID}p\" ",
      quoted_jobs,
      ")\n"
      "# The run takes the place of this shell (exec): else only the shell would be told to stop, and take "
      "it "
      "along.\n"
      "eval \"$job\"\n");
}

struct Row {
  const SweepRun* run;
  Json summary;
};

/// As in RFC 4180.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : ",") + csv_field(field);
  return line + "\n";
}

std::string shown(const Json* value) {
  if (!value) return "";
  return value->is_string() ? value->as_string() : value->text();
}

/// For people: numbers with at most five significant digits.
std::string rounded(const Json* value) {
  if (!value || !value->is_number()) return shown(value);
  char text[40];
  std::snprintf(text, sizeof text, "%.5g", value->as_double());
  return text;
}

/// Characters in a line of the terminal, 80 where there is none.
std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

/// How many columns of the rows fit into a line, two spaces between them; `fewest` whether they fit or not.
std::size_t fitting_columns(const std::vector<std::vector<std::string>>& rows, std::size_t fewest) {
  std::size_t width = 0, columns = 0;
  for (; columns < rows[0].size(); ++columns) {
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, row[columns].size());
    width += widest + (columns ? 2 : 0);
    if (width > terminal_width() && columns >= fewest) break;
  }
  return columns;
}

/// In the order of their first appearance.
std::vector<std::string> keys_of(const std::vector<Row>& rows) {
  std::vector<std::string> keys;
  for (const Row& row : rows) {
    for (const auto& [key, value] : row.summary.as_object()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace

std::string run_folder(const Sweep& sweep, const SweepRun& run) {
  return join(join(sweep.folder, "runs"), run.name);
}

void write_job_list(const Sweep& sweep) {
  const std::string about = join(sweep.folder, "sweep.json");
  if (file_exists(about)) {
    const Sweep before = read_sweep(sweep.folder);
    require(before.task == sweep.task && before.common == sweep.common, sweep.folder, " holds a sweep of ",
            name(before.task), " ", shell_command(before.common), ", not of ", name(sweep.task), " ",
            shell_command(sweep.common), "; its runs would be mistaken for those wanted: name another --out");
  }
  std::string jobs;
  for (const SweepRun& run : sweep.runs) jobs += command(sweep, run) + "\n";
  write_file(join(sweep.folder, "jobs.txt"), jobs);
  write_file(join(sweep.folder, "sweep.sbatch"), batch_script(sweep));
  write_file(about, to_json(sweep).pretty());
}

Sweep read_sweep(const std::string& folder) {
  const std::string path = join(folder, "sweep.json");
  require(file_exists(path), folder, " holds no sweep; make one with build/sweep --vary \"seed=1,2\" --out ",
          shell_word(folder));
  const Json json = parse_json(read_file(path), path);
  Sweep sweep{folder, json.at("task").as_string() == "classify" ? Task::classify : Task::reconstruct, {}, {}};
  for (const Json& flag : json.at("common").as_array()) sweep.common.push_back(flag.as_string());
  for (const Json& run : json.at("runs").as_array()) {
    SweepRun one{run.at("name").as_string(), {}};
    require(one.name.find('/') == std::string::npos, path, ": the run ", lgn::quoted(one.name),
            " would lie outside the sweep's folder");
    for (const auto& [flag, value] : run.at("varied").as_object()) one.varied.emplace_back(flag, value.as_string());
    sweep.runs.push_back(std::move(one));
  }
  return sweep;
}

std::size_t merge_results(const Sweep& sweep) {
  std::vector<Row> rows;
  for (const SweepRun& run : sweep.runs) {
    const std::string path = join(run_folder(sweep, run), "summary.json");
    if (file_exists(path)) rows.push_back({&run, parse_json(read_file(path), path)});
  }
  const std::vector<std::string> keys = keys_of(rows);
  std::vector<std::string> header;
  for (const auto& [flag, value] : sweep.runs.at(0).varied) header.push_back(flag);
  header.insert(header.end(), keys.begin(), keys.end());

  std::vector<std::vector<std::string>> lines = {header};
  std::string csv = csv_line(header);
  for (const Row& row : rows) {
    std::vector<std::string> fields;
    for (const auto& [flag, value] : row.run->varied) fields.push_back(value);
    lines.push_back(fields);
    for (const std::string& key : keys) {
      fields.push_back(shown(row.summary.find(key)));
      lines.back().push_back(rounded(row.summary.find(key)));
    }
    csv += csv_line(fields);
  }
  const std::size_t columns = fitting_columns(lines, sweep.runs[0].varied.size() + 1);
  for (auto& line : lines) line.resize(std::min(columns, line.size()));
  Table table(lines[0]);
  for (std::size_t i = 1; i < lines.size(); ++i) table.add_row(lines[i]);
  write_file(join(sweep.folder, "table.csv"), csv);
  const Json counts = Json::Object{{"runs", sweep.runs.size()}, {"complete", rows.size()}};
  write_file(join(sweep.folder, "summary.json"), counts.pretty());
  std::printf("%s\n%zu of %zu runs are complete; the table, with %zu more columns, is in %s\n", table.text().c_str(),
              rows.size(), sweep.runs.size(), header.size() - lines[0].size(), join(sweep.folder, "table.csv").c_str());
  return sweep.runs.size() - rows.size();
}

}  // namespace lgn
