#include "experiments/common/analysis/confusion.h"

#include <numeric>

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/program/table.h"

namespace lgn {
namespace {

Index row_sum(const BasicTensor<Index>& confusion, Index row) {
  const Index* first = confusion.data() + row * confusion.extent(1);
  return std::accumulate(first, first + confusion.extent(1), Index{0});
}

/// "3 (12 times)": what class `row` is most often mistaken for.
std::string usual_mistake(const BasicTensor<Index>& confusion, Index row) {
  Index most = -1;
  for (Index j = 0; j < confusion.extent(1); ++j)
    if (j != row && confusion(row, j) > 0 && (most < 0 || confusion(row, j) > confusion(row, most))) most = j;
  return most < 0 ? "" : concat(most, " (", confusion(row, most), ")");
}

}  // namespace

BasicTensor<Index> confusion_matrix(const std::vector<Index>& labels, const std::vector<Index>& predictions,
                                    Index classes) {
  require(labels.size() == predictions.size(), "there are ", labels.size(), " labels and ", predictions.size(),
          " predictions; expected one for each image");
  BasicTensor<Index> confusion({classes, classes});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    require(labels[i] >= 0 && labels[i] < classes && predictions[i] >= 0 && predictions[i] < classes, "image ", i,
            " has label ", labels[i], " and prediction ", predictions[i], "; with ", classes,
            " classes, expected 0 to ", classes - 1);
    ++confusion(labels[i], predictions[i]);
  }
  return confusion;
}

std::string confusion_table(const BasicTensor<Index>& confusion) {
  constexpr Index most_columns = 12;
  const Index classes = confusion.extent(0);
  std::vector<std::string> headings = {"class", "images", "accuracy"};
  if (classes <= most_columns) {
    for (Index j = 0; j < classes; ++j) headings.push_back(concat(j == 0 ? "as " : "", j));
  } else {
    headings.push_back("most often taken for");
  }
  Table table(headings);
  for (Index i = 0; i < classes; ++i) {
    const Index images = row_sum(confusion, i);
    std::vector<std::string> row = {
        concat(i), concat(images),
        images ? percent(static_cast<double>(confusion(i, i)) / static_cast<double>(images), 1) : "-"};
    if (classes <= most_columns) {
      for (Index j = 0; j < classes; ++j) row.push_back(concat(confusion(i, j)));
    } else {
      row.push_back(usual_mistake(confusion, i));
    }
    table.add_row(row);
  }
  return table.text();
}

Canvas confusion_picture(const BasicTensor<Index>& confusion, const std::string& title) {
  Tensor shares(confusion.shape());
  for (Index i = 0; i < confusion.extent(0); ++i)
    for (Index j = 0, images = row_sum(confusion, i); images && j < confusion.extent(1); ++j)
      shares(i, j) = static_cast<float>(confusion(i, j)) / static_cast<float>(images);
  return heat_map(shares, {.title = title,
                           .row_label = "class",
                           .column_label = "taken for",
                           .map = ColorMap::sequential,
                           .range = Range{0, 1},
                           .color_bar_label = "share of the class"});
}

}  // namespace lgn
