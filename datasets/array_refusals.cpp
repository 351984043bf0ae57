#include "datasets/array_refusals.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "tensor/io/bytes.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

/// "uint16", "bool": the names that NumPy prints.
std::string type_name(const std::string& dtype) {
  if (dtype == "O") return "Python objects";
  if (dtype[0] == 'U' || dtype[0] == 'S') return "text";
  if (dtype == "b1") return "bool";
  const char* kind = dtype[0] == 'i' ? "int" : dtype[0] == 'u' ? "uint" : dtype[0] == 'f' ? "float" : "complex";
  return concat(kind, 8 * std::stoi(dtype.substr(1)));
}

std::string unpickled(const NpyArray& array) {
  return concat("numpy.load(", python_text(array.path), ", allow_pickle=True)", array.shape.empty() ? ".item()" : "");
}

/// The first element of an array of text that is no number; none where all are. Four bytes a character, or
/// one.
std::optional<std::string> first_word(const NpyArray& array) {
  const std::string_view data = array.data();
  const std::size_t step = array.dtype[0] == 'U' ? 4 : 1;
  const std::size_t size = step * static_cast<std::size_t>(std::stoi(array.dtype.substr(1)));
  for (std::size_t at = 0; at + size <= data.size(); at += size) {
    std::string text;
    for (std::size_t i = at; i < at + size && data[i] != 0; i += step) text += data[i];
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return text;
  }
  return std::nullopt;
}

/// Integers as images: bytes where they fit, else fractions of what 16 bits hold, else as they are.
std::string integer_form(const NpyArray& array) {
  const std::vector<Index> numbers = to_integers(array);
  if (numbers.empty()) return "{}.astype('uint8')";
  const auto [least, largest] = std::minmax_element(numbers.begin(), numbers.end());
  if (*least >= 0 && *largest > 1 && *largest <= 255) return "{}.astype('uint8')";
  if (*least >= 0 && *largest > 255 && *largest <= 65535) return "({} / 65535).astype('float32')";
  return "{}.astype('float32')";
}

std::string refusal(const NpyArray& array, const char* expected) {
  return concat(array.path, ": it holds ", type_name(array.dtype), ", elements of type ", array.dtype, "; expected ",
                expected);
}

/// "label number 7 is 0.5": the first that is no whole number; empty where all are.
template <class Float>
std::string first_fraction(const NpyArray& array) {
  const std::string_view data = array.data();
  for (std::size_t i = 0; (i + 1) * sizeof(Float) <= data.size(); ++i) {
    const auto x = load<Float>(data.data() + i * sizeof(Float));
    if (!(x == std::floor(x) && std::abs(x) < 1e18)) return concat("label number ", i, " is ", x);
  }
  return "";
}

/// A dictionary's array that is most likely meant: the largest, or the largest list of numbers.
std::string in_dictionary(const NpyArray& array, const char* which, std::string_view form) {
  return concat("if it is a dictionary, its largest ", which, ": ", numpy_remedy(array.path, form, unpickled(array)));
}

}  // namespace

void refuse_image_type(const NpyArray& array) {
  const std::string found = refusal(array, "uint8, float32 or float64: ");
  const char kind = array.dtype[0];
  if (kind == 'O')
    fail(found, array.shape.empty()
                    ? in_dictionary(array, "array", "max({}.values(), key=numpy.size)")
                    : concat("stacked, and cut to the smallest where they differ in size: ",
                             numpy_remedy(array.path,
                                          "numpy.stack([a[tuple(map(slice, numpy.min([numpy.shape(b) for b in "
                                          "{}.tolist()], 0)))] for a in map(numpy.asarray, {}.tolist())])",
                                          unpickled(array))));
  const auto word = kind == 'U' || kind == 'S' ? first_word(array) : std::nullopt;
  if (word)
    fail(found, "one is '", *word, "'; if these are the names of picture files, ",
         numpy_remedy(array.path, "numpy.stack([numpy.asarray(PIL.Image.open(f).convert('L')) for f in {}])",
                      concat("numpy.load(", python_text(array.path), ")"), "PIL.Image"));
  if (kind == 'c') fail(found, numpy_remedy(array.path, "numpy.abs({}).astype('float32')"));
  if (kind == 'i' || kind == 'u') fail(found, numpy_remedy(array.path, integer_form(array)));
  fail(found, numpy_remedy(array.path, "{}.astype('float32')"));
}

void refuse_label_type(const NpyArray& array) {
  const std::string found = refusal(array, "labels of an integer type: ");
  const char kind = array.dtype[0];
  if (kind == 'O')
    fail(found, array.shape.empty()
                    ? in_dictionary(array, "array of one axis",
                                    "max((v for v in {}.values() if numpy.ndim(v) == 1), key=numpy.size)")
                    : numpy_remedy(array.path, "{}.astype('U')", unpickled(array)));
  if (kind == 'U' || kind == 'S') {
    if (const auto word = first_word(array))
      fail(found, "one is '", *word,
           "'; the classes in alphabetical order become 0, 1, .., and all of them must occur in the file: ",
           renumbering(array.path));
    fail(found, numpy_remedy(array.path, "{}.astype('float64')"));
  }
  const std::string fraction = array.dtype == "f4"   ? first_fraction<float>(array)
                               : array.dtype == "f8" ? first_fraction<double>(array)
                                                     : "";
  require(fraction.empty(), found, fraction,
          ", not a whole number; are these the labels at all? If so: ", renumbering(array.path));
  fail(found, numpy_remedy(array.path, "{}.astype('int64')"));
}

std::string renumbering(const std::string& path) {
  return numpy_remedy(path, "numpy.unique({}, return_inverse=True)[1]");
}

}  // namespace lgn
