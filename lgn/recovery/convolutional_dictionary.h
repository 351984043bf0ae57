// Free filters from images: convolutional dictionary learning, up to nothing but order.
//
// A convolutional model does not say where in its window a filter stands: one that is shifted by a pixel
// explains the images nearly as well, but for the row that it loses. So the search has windows larger than
// the filters by a margin on every side, sees each filter whole wherever it stands, and moves the m x m
// pixels that hold most of it to the middle; in the end the margin is cut off.
#pragma once

#include "lgn/recovery/convolutional_coding.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/random.h"

namespace lgn {

struct ConvolutionalDictionarySettings {
  Index filters = 60;       // F
  Index side = 6;           // m
  Index margin = 1;         // of the windows of the search
  Index search_steps = 40;  // on random batches, with filters that stand for nothing replaced
  Index polish_steps = 8;   // on all images, without margins
  Index batch = 100;        // images in a step of the search
  Index most = 40;          // activations of an image; the search starts with an eighth
  double tolerance = 0.3;   // of the pursuit, in units of the root mean square norm of m x m windows
};

/// The pursuit that the settings mean for these images: the tolerance in the images' units.
ImagePursuitSettings image_pursuit_settings(const ConvolutionalDictionarySettings& settings, const TensorD& images);

/// images [N,H,W] -> filters [F, m m] of unit norm. Starts from windows of the images.
TensorD learn_convolutional_dictionary(const TensorD& images, const ConvolutionalDictionarySettings& settings,
                                       Random& random);

/// One round of least squares for the filters given the codes, filter after filter, each with the others as
/// they are now: its best change is the mean of the residual's windows where it is active, weighted with its
/// activations. residual [N,H,W] is kept up to date; the filters are not normalised.
void improve_filters(TensorD& filters, TensorD& residual, const std::vector<SparseMaps>& codes);

/// polish_group (group_recovery.h) on images: trains base filters [q, m m] and A on, alternately with the
/// codes, the group exact throughout.
void polish_group_on_images(RecoveredGroup& group, TensorD& base_filters, const TensorD& images,
                            const ImagePursuitSettings& pursuit, Index steps);

}  // namespace lgn
