#include "experiments/common/training/prepared_data.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "datasets/arrays.h"
#include "datasets/catalog.h"
#include "datasets/mnist1d.h"
#include "datasets/surrogate.h"
#include "experiments/common/training/memory_need.h"
#include "experiments/common/training/moment_start.h"
#include "tensor/io/file.h"
#include "tensor/io/quote.h"
#include "tensor/memory.h"
#include "tensor/memory_limit.h"
#include "tensor/random.h"

namespace lgn {

Dataset load_images(const DataSettings& s) {
  const Limits limits{s.limit_train, s.limit_test};
  Dataset dataset = s.train_images.empty() ? load_dataset(s.dataset, s.data_dir, limits)
                                           : load_arrays({s.train_images, s.train_labels, s.test_images, s.test_labels,
                                                          s.classes, layout_from(s.layout)},
                                                         limits);
  dataset = with_moved_images(std::move(dataset), s.move_train, s.move_test);
  return s.shuffle_pixels ? with_shuffled_pixels(std::move(dataset)) : dataset;
}

namespace {

/// Takes a share of the images out of `train`, at random by the seed; both keep their order.
Images held_out(Images& train, double share, Index seed) {
  const Index count = train.count(), wanted = std::llround(share * count);
  require(wanted >= 1 && wanted < count, "--validation ", share, " of ", count, " training images holds out ", wanted,
          "; expected at least one, and one to train on");
  Random random(static_cast<std::uint64_t>(seed), Stream::data);
  const std::vector<Index> order = random.permutation(count);
  std::vector<Index> kept, taken;
  for (Index i = 0; i < count; ++i) (order[i] < wanted ? taken : kept).push_back(i);
  Images validation = chosen_images(train, taken);
  train = chosen_images(train, kept);
  return validation;
}

/// What the run that left the weights says of its images, held against these.
std::vector<std::string> notes_on_start(const NetworkSettings& network, const DataSettings& s,
                                        const PixelStatistics& seen) {
  const std::string beside =
      join(std::filesystem::path(network.init).parent_path().string(), "preprocessing.safetensors");
  if (network.init.empty() || !file_exists(beside)) return {};
  return statistics_notes(load_preprocessing(beside).seen, seen,
                          s.train_images.empty() ? "the training images" : s.train_images);
}

}  // namespace

PreparedData prepare_data(const DataSettings& s, const NetworkSettings& network) {
  Dataset dataset = surrogate(load_images(s), s.surrogate, static_cast<std::uint64_t>(s.seed));
  PreparedData data;
  const Images validation = s.validation > 0 ? held_out(dataset.train, s.validation, s.seed) : Images{};
  data.name = dataset.name;
  data.classes = dataset.classes;
  data.fingerprint = dataset.fingerprint;
  data.notes = dataset.notes;
  if (network.search == "moments") {
    const Architecture& a = network.architecture;
    MomentStart start = start_from_moments(dataset.train, a.kernel, a.group_size, static_cast<std::uint64_t>(s.seed));
    data.moment_start = std::move(start.A);
    data.notes.push_back(std::move(start.note));
  }
  data.preprocessing = fit_preprocessing(dataset.train, s.normalization, s.zca_eps);
  data.preprocessing.shuffled = s.shuffle_pixels;
  release_unused_memory();  // whitening takes several times what training does
  data.notes.insert(data.notes.end(), data.preprocessing.notes.begin(), data.preprocessing.notes.end());
  for (std::string& note : notes_on_start(network, s, data.preprocessing.seen)) data.notes.push_back(std::move(note));
  data.train_images = data.preprocessing.apply(dataset.train);
  data.train_labels = std::move(dataset.train.labels);
  if (s.validation > 0) {
    data.validation_images = data.preprocessing.apply(validation);
    data.validation_labels = validation.labels;
  }
  if (dataset.test.count() > 0) {
    const std::string tested = s.test_images.empty() ? "the test images" : s.test_images;
    for (std::string& note : statistics_notes(data.preprocessing.seen, pixel_statistics(dataset.test), tested))
      data.notes.push_back(std::move(note));
    data.test_images = data.preprocessing.apply(dataset.test);
    if (s.fit_preprocessing_on == "each") {
      data.test_images_as_train = std::exchange(
          data.test_images, fit_preprocessing(dataset.test, s.normalization, s.zca_eps).apply(dataset.test));
    }
    data.test_labels = std::move(dataset.test.labels);
  }
  return data;
}

namespace {

/// The settings that decide the data, as text.
std::string deciding_text(const TrainingSettings& s) {
  const auto number = [](const auto& value) { return value ? concat(*value) : std::string("-"); };
  std::string settings;
  for (const std::string& part :
       {s.init, s.dataset, s.data_dir, s.train_images, s.train_labels, s.test_images, s.test_labels, s.layout,
        concat(name(s.normalization)), s.surrogate == Surrogate::none ? "none" : concat(name(s.surrogate), s.seed),
        s.search == "moments" ? concat(to_string(s.architecture.kernel), " ", s.architecture.group_size, " ", s.seed)
                              : "",
        s.validation > 0 ? concat(s.validation, " ", s.seed) : "", concat(s.zca_eps), s.fit_preprocessing_on,
        concat(name(s.move_train), name(s.move_test)), concat(s.shuffle_pixels), number(s.limit_train),
        number(s.limit_test), number(s.classes)}) {
    settings += part + '\n';
  }
  return settings;
}

}  // namespace

std::shared_ptr<const PreparedData> PreparedDataMemory::get(const TrainingSettings& s) {
  const std::string settings = deciding_text(s);
  std::unique_lock lock(mutex_);
  Entry& entry = entries_[settings];
  lock.unlock();
  const std::lock_guard wait_for_who_prepares(entry.preparing);
  std::shared_ptr<const PreparedData> found = entry.data.lock();
  if (!found) {
    lock.lock();
    last_ = nullptr;  // if nobody uses it
    lock.unlock();
    release_unused_memory();
    require_memory(s);
    const std::optional<MemoryNeed> need = memory_need(s);
    const auto before = static_cast<double>(resident_memory());
    PreparedData data = prepare_data(s, s);
    if (need) data.expected_memory = before + need->most();
    release_unused_memory();  // of the pixels
    found = std::make_shared<const PreparedData>(std::move(data));
    entry.data = found;
  }
  lock.lock();
  last_ = found;
  return found;
}

namespace {

std::vector<Index> counts_of(const std::vector<Index>& labels, Index classes) {
  std::vector<Index> counts(classes);
  for (const Index label : labels) ++counts[label];
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
