#include "datasets/file_kind.h"

#include <algorithm>
#include <cctype>

namespace lgn {

std::string unwanted_kind(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b")) return ": it is still compressed; unpack it with gunzip";
  std::string start(bytes.substr(0, 512));
  std::transform(start.begin(), start.end(), start.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t text = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (text == std::string::npos) return "";
  for (const char* tag : {"<!doctype html", "<html", "<head", "<?xml"})
    if (start.compare(text, std::string_view(tag).size(), tag) == 0)
      return ": it is a web page, not data; delete it and type `make data`";
  return "";
}

}  // namespace lgn
