#include "datasets/array_types.h"

#include <algorithm>
#include <cmath>

#include "tensor/io/bytes.h"
#include "tensor/io/quote.h"

namespace lgn {
namespace {

/// "uint16", "bool": the names that NumPy prints.
std::string type_name(const std::string& dtype) {
  if (dtype == "O") return "Python objects";
  if (dtype[0] == 'U' || dtype[0] == 'S') return "text";
  if (dtype == "b1") return "bool";
  const char* kind = dtype[0] == 'i'   ? "int"
                     : dtype[0] == 'u' ? "uint"
                     : dtype[0] == 'f' ? "float"
                                       : "complex";
  return concat(kind, 8 * std::stoi(dtype.substr(1)));
}

std::string unpickled(const NpyArray& array) {
  return concat("numpy.load(", python_text(array.path), ", allow_pickle=True)",
                array.shape.empty() ? ".item()" : "");
}

/// The first element of an array of text; four bytes a character, or one.
std::string first_text(const NpyArray& array) {
  const std::string_view data = array.data();
  const std::size_t step = array.dtype[0] == 'U' ? 4 : 1;
  const std::size_t length =
      std::min(data.size() / step, static_cast<std::size_t>(std::stoi(array.dtype.substr(1))));
  std::string text;
  for (std::size_t i = 0; i < length && data[i * step] != 0; ++i) text += data[i * step];
  return text;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-eE ") == std::string::npos;
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
  return concat(array.path, ": it holds ", type_name(array.dtype), ", elements of type ", array.dtype,
                "; expected ", expected);
}

template <class Float>
bool are_whole(const NpyArray& array) {
  const std::string_view data = array.data();
  for (std::size_t i = 0; i + sizeof(Float) <= data.size(); i += sizeof(Float)) {
    const auto x = load<Float>(data.data() + i);
    if (!(x == std::floor(x))) return false;
  }
  return true;
}

}  // namespace

void refuse_image_type(const NpyArray& array) {
  const std::string found = refusal(array, "images as uint8, float32 or float64: ");
  const char kind = array.dtype[0];
  if (kind == 'O')
    fail(found, "if all have one size, ",
         array.shape.empty() ? numpy_remedy(array.path, "{}['images']", unpickled(array))
                             : numpy_remedy(array.path, "numpy.stack({}.tolist())", unpickled(array)));
  if ((kind == 'U' || kind == 'S') && !is_number(first_text(array)))
    fail(found, "the first is '", first_text(array), "'; if these are the names of picture files, ",
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
                    ? numpy_remedy(array.path, "{}['labels']", unpickled(array))
                    : numpy_remedy(array.path, "numpy.unique({}.tolist(), return_inverse=True)[1]",
                                   unpickled(array)));
  if ((kind == 'U' || kind == 'S') && !is_number(first_text(array)))
    fail(found, "the first is '", first_text(array),
         "'; the classes in alphabetical order become 0, 1, .., and all of them must occur in the file: ",
         renumbering(array.path));
  const bool fractions =
      (array.dtype == "f4" && !are_whole<float>(array)) || (array.dtype == "f8" && !are_whole<double>(array));
  require(!fractions, found,
          "they are not whole numbers, so these are no classes; are they the labels at all?");
  fail(found, numpy_remedy(array.path, "{}.astype('int64')"));
}

std::string renumbering(const std::string& path) {
  return numpy_remedy(path, "numpy.unique({}, return_inverse=True)[1]");
}

}  // namespace lgn
