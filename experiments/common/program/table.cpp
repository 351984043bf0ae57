#include "experiments/common/program/table.h"

#include <algorithm>
#include <cstdio>

namespace lgn {

std::string as_key(std::string name) {
  for (char& c : name) c = c == '-' || c == ' ' ? '_' : 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < rows_[r].size(); ++i) {
      const std::string pad(widths[i] - rows_[r][i].size(), ' ');
      line += i == 0 ? rows_[r][i] + pad : "  " + pad + rows_[r][i];
    }
    out += line + "\n";
    if (r == 0) out += std::string(line.size(), '-') + "\n";
  }
  return out;
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string percent(double fraction, int decimals) {
  return fixed(100 * fraction, decimals) + " %";
}

}  // namespace lgn
