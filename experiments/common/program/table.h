// Tables on standard output: columns aligned, numbers to the right.
#pragma once

#include <string>
#include <vector>

namespace lgn {

class Table {
 public:
  explicit Table(std::vector<std::string> headings) : rows_{std::move(headings)} {}
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// What a table names, as a key of summary.json: "block_toeplitz" from "block-Toeplitz".
std::string as_key(std::string name);

/// printf's "%.*f".
std::string fixed(double value, int decimals);

/// "65.7 %" from 0.657.
std::string percent(double fraction, int decimals = 2);

}  // namespace lgn
