#include "experiments/common/training/label_notes.h"

#include <algorithm>

#include "tensor/io/quote.h"

namespace lgn {
namespace {

std::vector<Index> counts_of(const std::vector<Index>& labels, Index classes) {
  std::vector<Index> counts(static_cast<std::size_t>(classes));
  for (const Index label : labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

/// The line that leaves the images of a label out.
std::string without(Index label, const std::string& images, const std::string& labels) {
  return concat("import numpy; kept = numpy.load(", python_text(labels), ") != ", label, "; ",
                numpy_remedy(images, "{}[kept]").substr(std::string("in Python: import numpy; ").size()), "; ",
                numpy_remedy(labels, "{}[kept]").substr(std::string("in Python: import numpy; ").size()));
}

}  // namespace

std::string class_counts(const std::vector<Index>& labels, Index classes) {
  const std::vector<Index> counts = counts_of(labels, classes);
  std::string text = concat(classes, " classes, training images of each:");
  constexpr Index most_shown = 20;
  if (classes > most_shown) {
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    return concat(text, " ", *least, " to ", *most);
  }
  for (const Index count : counts) text += concat(" ", count);
  return text;
}

std::vector<std::string> label_notes(const PreparedData& data, const DataSettings& s) {
  const std::vector<Index> counts = counts_of(data.train_labels, data.classes);
  const auto empty = std::count(counts.begin(), counts.end(), 0);
  if (empty == 0 || s.train_labels.empty() || s.classes) return {};
  std::vector<std::string> notes;
  if (counts[0] == 0 && empty == 1)
    notes.push_back(concat(s.train_labels, ": the labels are 1 to ", data.classes - 1,
                           ", which makes one class too many, 0, without images; if they count from 1, ",
                           numpy_remedy(s.train_labels, "{} - 1"),
                           s.test_labels.empty() ? "" : ", and likewise the test labels"));
  else if (data.classes == 256 && counts[255] > 0 && empty > 1)
    notes.push_back(concat(s.train_labels, ": ", counts[255], " labels are 255, which makes 256 classes of ",
                           256 - empty, "; if 255 means \"ignore\", leave these images out, in Python: ",
                           without(255, s.train_images, s.train_labels)));
  else
    notes.push_back(concat(s.train_labels, ": ", empty, " of the ", data.classes,
                           " classes have no training image; to number those that have: ",
                           numpy_remedy(s.train_labels, "numpy.unique({}, return_inverse=True)[1]")));
  return notes;
}

}  // namespace lgn
