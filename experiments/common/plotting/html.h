// Pieces of an HTML page that needs nothing but itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lgn {

/// The text with & < > and quotes written so that they are text.
std::string html_text(std::string_view text);

/// RFC 4648.
std::string base64(std::string_view bytes);

/// A table in a frame of its own, which scrolls where the screen is narrow; cells hold text. Columns
/// of numbers are set to the right.
std::string html_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);

/// An element with text in it.
std::string html_element(const std::string& tag, std::string_view text);

/// The whole page: title and body, with the style that screens, phones and paper share.
std::string html_page(const std::string& title, const std::string& body);

}  // namespace lgn
