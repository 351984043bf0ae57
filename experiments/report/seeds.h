// Runs that differ in nothing but their seed, as one row: what tables of results are made of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiments/report/results.h"

namespace lgn {

struct SeededRow {
  std::string name;                                   // of its folder, without the seed at its end
  std::vector<const Result*> runs;                    // at least one
  std::map<std::string, std::vector<double>> values;  // numbers of the summaries, of every run, by key
};

/// The complete results in the order in which they come, those of the same name and settings in one row, whatever words
/// they were asked for in; of one seed that is there twice the first. The rows point
/// into the results.
std::vector<SeededRow> seeded_rows(const std::vector<Result>& results);
std::vector<SeededRow> seeded_rows(std::vector<Result>&&) = delete;

/// Mean over the runs and half the width of its 95 % interval (Student's t): "67.63 +- 7.50 %" for a share
/// (`accuracy` in its key), "0.254" of a single run.
std::string estimate_text(const std::string& key, const std::vector<double>& values);

/// The command without what does not change its result: seed, folders, threads, overwriting and going on.
std::string plain_command(const Result& result);

/// What README files quote, {name: {key: mean, key_half_width: .., runs: ..}}. A name a/b stands within a.
Json tables_json(const std::vector<SeededRow>& rows);

/// The same for people, in Markdown: networks first, then the tables that studies left.
std::string tables_text(const std::vector<SeededRow>& rows);

}  // namespace lgn
