#include "datasets/moved.h"

#include "tensor/random.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr std::uint64_t move_seed = 90;

/// Where what stands at (row, column) of a moved image comes from.
Index source(Moves moves, Index element, Index columns, Index row, Index column) {
  if (moves == Moves::mirror) return row * columns + (element == 0 ? column : columns - 1 - column);
  for (Index turn = 0; turn < element; ++turn) {
    const Index from = column;
    column = columns - 1 - row, row = from;
  }
  return row * columns + column;
}

template <class Number>
BasicTensor<Number> moved(const BasicTensor<Number>& images, Moves moves, Random& random) {
  const Index count = images.extent(0), channels = images.extent(1), rows = images.extent(2),
              columns = images.extent(3);
  std::vector<Index> elements(static_cast<std::size_t>(count));
  for (Index& element : elements) element = static_cast<Index>(random.below(moves == Moves::mirror ? 2 : 4));
  BasicTensor<Number> result = BasicTensor<Number>::uninitialized(images.shape());
  parallel_for(count * channels, [&](Index plane) {
    const Number* from = images.data() + plane * rows * columns;
    Number* to = result.data() + plane * rows * columns;
    const Index element = elements[static_cast<std::size_t>(plane / channels)];
    for (Index i = 0; i < rows * columns; ++i) to[i] = from[source(moves, element, columns, i / columns, i % columns)];
  });
  return result;
}

void move(Images& part, Moves moves, std::uint64_t seed) {
  if (moves == Moves::none) return;
  require(moves == Moves::mirror || part.shape()[2] == part.shape()[3], "quarter turns move square images; these have ",
          part.shape()[2], " x ", part.shape()[3], " pixels; give mirror, or none");
  Random random(seed, Stream::data);
  std::visit([&](auto& pixels) { pixels = moved(pixels, moves, random); }, part.pixels);
}

}  // namespace

Dataset with_moved_images(Dataset dataset, Moves train, Moves test) {
  if (train == Moves::none && test == Moves::none) return dataset;
  move(dataset.train, train, move_seed);
  if (dataset.test.count() > 0) move(dataset.test, test, move_seed + 1);
  for (const auto& [part, moves] : {std::pair{"training", train}, {"test", test}})
    if (moves != Moves::none) dataset.notes.push_back(concat(part, " images moved at random by ", name(moves)));
  dataset.name += ", moved";
  return finished(std::move(dataset));
}

}  // namespace lgn
