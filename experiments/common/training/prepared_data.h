// The images that a run trains and tests on, as its flags ask for them: loaded, limited, preprocessed.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "datasets/preprocessing.h"
#include "experiments/common/training/training_settings.h"

namespace lgn {

struct PreparedData {
  std::string name;
  Tensor train_images;              // [N, C, H, W]
  std::vector<Index> train_labels;  // [N], or empty
  Tensor validation_images;         // no elements when none are held out
  std::vector<Index> validation_labels;
  Tensor test_images;           // no elements when there is no test part
  Tensor test_images_as_train;  // where the test images are normalised by themselves: by the training images, too
  std::vector<Index> test_labels;
  Index classes = 0;  // 0 without labels
  Preprocessing preprocessing;
  TensorD moment_start;            // moment_start.h; no elements unless --search asks for it
  std::string fingerprint;         // of images and labels as loaded
  std::vector<std::string> notes;  // what every table made from these data repeats
  double expected_memory = 0;      // bytes that the process was expected to take at the most; 0: not known

  bool has_validation() const { return validation_images.count() > 0; }
  bool has_test() const { return test_images.count() > 0; }
};

/// The images that the flags name, limited, moved and their pixels shuffled where asked for, before preprocessing.
Dataset load_images(const DataSettings& settings);

/// Throws Error when files are missing or bad, or lack labels that the task needs.
PreparedData prepare_data(const DataSettings& settings, const NetworkSettings& network = {});

/// Remembers what was prepared last, and what somebody still uses: the runs of a study mostly share their data, also
/// those that are trained side by side.
class PreparedDataMemory {
 public:
  /// As prepare_data; not to be written to.
  std::shared_ptr<const PreparedData> get(const TrainingSettings& settings);

 private:
  struct Entry {
    std::mutex preparing;
    std::weak_ptr<const PreparedData> data;
  };
  std::mutex mutex_;                      // guards what follows
  std::map<std::string, Entry> entries_;  // by the settings that decide the data, as text
  std::shared_ptr<const PreparedData> last_;
};

// The classes of a data set, and labels that look odd, with what to do about them.

/// "3 classes, training images of each: 14 13 13".
std::string class_counts(const std::vector<Index>& labels, Index classes);

/// On classes without images: labels that count from 1, or use 255 for "ignore".
std::vector<std::string> label_notes(const PreparedData& data, const DataSettings& settings);

}  // namespace lgn
