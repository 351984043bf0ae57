#include "experiments/sweep/merge.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "experiments/common/program/table.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

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
  for (const Row& row : rows)
    for (const auto& [key, value] : row.summary.as_object())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  return keys;
}

}  // namespace

std::size_t merge_results(const Sweep& sweep) {
  std::vector<Row> rows;
  for (const SweepRun& run : sweep.runs) {
    const std::string path = join(run_folder(sweep, run), "summary.json");
    if (file_exists(path)) rows.push_back({&run, read_json(path)});
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
