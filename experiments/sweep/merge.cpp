#include "experiments/sweep/merge.h"

#include <algorithm>
#include <cstdio>

#include "experiments/common/program/table.h"
#include "tensor/error.h"
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

  Table table(header);
  std::string csv = csv_line(header);
  for (const Row& row : rows) {
    std::vector<std::string> fields;
    for (const auto& [flag, value] : row.run->varied) fields.push_back(value);
    for (const std::string& key : keys) fields.push_back(shown(row.summary.find(key)));
    table.add_row(fields);
    csv += csv_line(fields);
  }
  write_file(join(sweep.folder, "table.csv"), csv);
  const Json counts = Json::Object{{"runs", sweep.runs.size()}, {"complete", rows.size()}};
  write_file(join(sweep.folder, "summary.json"), counts.pretty());
  std::printf("%s\n%zu of %zu runs are complete; the table is in %s\n", table.text().c_str(), rows.size(),
              sweep.runs.size(), join(sweep.folder, "table.csv").c_str());
  return sweep.runs.size() - rows.size();
}

}  // namespace lgn
