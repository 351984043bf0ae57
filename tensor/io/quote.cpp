#include "tensor/io/quote.h"

#include "tensor/error.h"

namespace lgn {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// "x-new.npy" from "x.npy" or "x.npz".
std::string new_name(const std::string& path) {
  const std::size_t dot = path.rfind('.'), slash = path.rfind('/');
  const bool has_ending = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
  return path.substr(0, has_ending ? dot : path.size()) + "-new.npy";
}

}  // namespace

std::string shell_word(std::string_view word) {
  constexpr const char* safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%";
  if (!word.empty() && word.find_first_not_of(safe) == std::string_view::npos) return std::string(word);
  std::string quoted(word);
  replace_all(quoted, "'", "'\\''");
  return "'" + quoted + "'";
}

std::string python_text(std::string_view text) {
  std::string quoted(text);
  replace_all(quoted, "\\", "\\\\");
  replace_all(quoted, "'", "\\'");
  replace_all(quoted, "\n", "\\n");
  return "'" + quoted + "'";
}

std::string numpy_remedy(const std::string& path, std::string_view form) {
  return numpy_remedy(path, form, concat("numpy.load(", python_text(path), ")"));
}

std::string numpy_remedy(const std::string& path, std::string_view form, std::string_view source,
                         std::string_view modules) {
  std::string array(form);
  replace_all(array, "{}", source);
  return concat("in Python: import numpy", modules.empty() ? "" : ", ", modules, "; numpy.save(",
                python_text(new_name(path)), ", ", array, ")");
}

}  // namespace lgn
