#include "experiments/common/plotting/html.h"

#include <cstdlib>

#include "tensor/error.h"

namespace lgn {
namespace {

constexpr const char* style = R"(
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 60rem; margin: 0 auto;
       padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-top: 2.5rem; border-top: 2px solid #225ea8; padding-top: .6rem; }
.frame { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .9rem; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
.number { text-align: right; }
th { border-bottom: 2px solid #888; }
th:first-child, td:first-child { padding-left: 0; }
pre { overflow-x: auto; background: #f5f6f8; padding: .7rem; font-size: .8rem; line-height: 1.35; overflow-wrap: normal; }
code { font-size: .85rem; background: #f5f6f8; padding: .1rem .25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; font-size: .9rem; }
dt { color: #666; } dd { margin: 0; }
figure { margin: 1rem 0; break-inside: avoid; }
figure img { max-width: 100%; height: auto; }
figcaption { color: #666; font-size: .85rem; }
@media (max-width: 36rem) { body { padding: .7rem; } dl { display: block; } dd { margin-bottom: .4rem; } }
@media print { body { max-width: none; font-size: 10pt; } h2 { break-after: avoid; } pre { white-space: pre-wrap; }
               tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
)";

bool is_number(const std::string& text) {
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return *end == 0;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr const char* digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t present = bytes.size() - i < 3 ? bytes.size() - i : 3;
    unsigned word = 0;
    for (std::size_t j = 0; j < 3; ++j)
      word = word << 8 | (j < present ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j) out += j <= present ? digits[word >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

std::string html_element(const std::string& tag, std::string_view text) {
  return "<" + tag + ">" + html_text(text) + "</" + tag + ">";
}

std::string html_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
  std::vector<const char*> classes(headings.size(), "number");
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      if (!row[i].empty() && !is_number(row[i])) classes[i] = "text";
  const auto line = [&](const char* tag, const std::vector<std::string>& cells) {
    std::string out = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i)
      out += concat("<", tag, " class=\"", classes[i], "\">", html_text(cells[i]), "</", tag, ">");
    return out + "</tr>\n";
  };
  std::string out = "<div class=\"frame\"><table>\n<thead>" + line("th", headings) + "</thead>\n<tbody>\n";
  for (const auto& row : rows) out += line("td", row);
  return out + "</tbody></table></div>\n";
}

std::string html_page(const std::string& title, const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
         html_element("title", title) + "\n<style>" + style + "</style>\n</head>\n<body>\n" + body +
         "</body>\n</html>\n";
}

}  // namespace lgn
