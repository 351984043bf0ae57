// The baseline: a plain convolutional network, nothing unfolded, nothing generated.
//
//   three times: 3 x 3 convolution to `filters` channels, batch norm, relu; the second and third at stride 2
//   global average pooling, one linear layer
#pragma once

#include "experiments/common/training/prepared_data.h"
#include "lgn/parameters.h"
#include "tensor/random.h"

namespace lgn {

struct PlainCnnShape {
  Index channels, classes, filters;

  /// Numbers that are trained: 9 filters (channels + 2 filters) + 6 filters + classes (filters + 1).
  Index parameters() const;
};

/// The widest network of at most `parameters` numbers. Error when even one filter has more.
PlainCnnShape widest_plain_cnn(Index channels, Index classes, Index parameters);

class PlainCnn {
 public:
  /// Convolutions normal with variance 2 / fan-in (He et al. 2015), the linear layer as in the other
  /// networks.
  PlainCnn(const PlainCnnShape& shape, Random& random);

  ParameterSet& parameters() { return parameters_; }

  /// images [N, C, H, W] -> logits [N, classes]. Training moves the running statistics.
  Variable logits(const Leaves& leaves, const Tensor& images, bool training);

  /// Share of the images [N, C, H, W] that get their label, in evaluation mode.
  double accuracy(const Tensor& images, const std::vector<Index>& labels);

 private:
  ParameterSet parameters_;
};

/// Trains with the settings' optimiser, epochs, batches and seed, as the other networks are. With `folder`, a
/// checkpoint is left there every settings.save_minutes, and with settings.resume training goes on from
/// the one that is there; throws Interrupted after Ctrl-C or SIGTERM, when all is saved. `deciding`: what a
/// resumed run has to share.
void train(PlainCnn& cnn, const PreparedData& data, const TrainingSettings& settings, const std::string& folder = "",
           const Json& deciding = {});

}  // namespace lgn
