// What runs left behind, as the report reads it: folders with config.json and summary.json.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tensor/io/json.h"

namespace lgn {

struct Result {
  std::string folder;
  std::string program;                // as in build/; from the command, else the folder's name
  Json config, summary;               // objects, empty where the file is missing or cannot be read
  std::string table;                  // as the program printed it, where it left table.txt
  std::vector<std::string> pictures;  // names of PNG files, in order
  std::vector<std::string> notes;     // on the data, of the run and its parts, each once
  std::vector<Result> runs;           // the parts of a study
  bool complete = false;              // has a summary
  bool line_of_many = false;          // a line of runs.jsonl instead of a folder

  /// A setting as text; "" where there is none.
  std::string setting(const std::string& key) const;
};

/// All results at or below the folder, by name; a file runs.jsonl holds many small ones, an object with
/// "name", "seed", numbers and perhaps "study" a line. Links back into the folder are not followed, and what is in
/// `seen`, folders by their one true name, is not counted again. Throws Error when there is no such folder.
std::vector<Result> find_results(const std::string& folder, std::set<std::string>& seen);

/// A JSON value as people read it: text without quotes, numbers with at most five significant digits unless
/// they are whole.
std::string shown(const Json& value);

/// What sets the run apart from the published experiment, a sentence each.
std::vector<std::string> differences(const Result& result);

}  // namespace lgn
