#include "experiments/report/captions.h"

#include <iterator>

#include "tensor/error.h"

namespace lgn {
namespace {

struct Words {
  const char *program, *title, *what_to_see;
};

constexpr Words programs[] = {
    {"classify", "Classification", "How far a network with a group on its filters gets, and with how many parameters."},
    {"reconstruct", "Reconstruction", "The image drawn again from its code."},
    {"table-classification", "Table: classification on five data sets",
     "Whether the regularisers, which draw A^n towards the identity, cost accuracy."},
    {"table-reconstruction", "Table: reconstruction on five data sets",
     "Whether the regularisers, which draw A^n towards the identity, cost fidelity."},
    {"table-sparsity", "Table: how sparse the codes are",
     "The share of the code that is not zero, with thresholds and weights that make it smaller."},
    {"learned-actions", "Figure 1: the matrices that networks learn",
     "Whether they are of a kind (Toeplitz, skew-symmetric, multi-scale) more than matrices are that networks learn "
     "from images without structure, of the same covariance."},
    {"rotation-median", "Figure 2: one matrix for rotation and median filter",
     "Left what the operation does, right the matrix fitted to it; how much of the filtered patch a matrix explains."},
    {"running-time", "Figure 3: what the regularisers cost",
     "The time of training steps with a regulariser over the time without."},
    {"task-dependence", "Do groups depend on data and task?",
     "Networks on two data sets and two tasks, beside networks trained alike on surrogates: an effect is what the "
     "images show beyond the surrogates."},
    {"parameter-efficiency", "Accuracy against parameters",
     "Points further left need fewer parameters; the learned group stands beside its frozen twin and free filters."},
    {"transfer", "Do groups transfer to other data?",
     "The share of what a group of its own is worth to a data set that another's group brings: 0 as good as a random "
     "one, 1 as its own."},
    {"invariance", "A group where moving an image changes nothing",
     "The same network with groups from different sources, from few training images to many; the distance between the "
     "found and the random group is what the right one is worth."},
    {"planted-group", "A planted group, found again",
     "Whether the matrix that made the data comes back from the data."},
    {"find-group", "Which group acts in the data",
     "The defect of each operation on held-out data, 0 for a symmetry. Above the line: none; below: certified if the "
     "covariance agrees, too."},
    {"continuous-group", "Continuous groups, and those of point clouds",
     "The generator of exp(t L) from pairs whose amounts t nobody told; groups of point clouds, as far from the true "
     "ones as W1 says."},
    {"high-dimension", "Groups on filters of many numbers",
     "Time of a training step and the share of planted groups found again, against the numbers in a filter."},
    {"two-generators", "Groups of more than one generator",
     "Whether whole groups come back from patches; how much of a multiplication table tells the rest."},
    {"sweep", "Many runs", "A row for each."},
};

struct PictureWords {
  const char *part, *words;
};

/// The first whose part the file's name holds.
constexpr PictureWords all_pictures[] = {
    {"training.png", "Loss and accuracy over the epochs: training and test."},
    {"confusion.png", "Rows are true classes, columns the answers; the diagonal is right."},
    {"filters-", "A base filter a row; to its right what the powers of A make of it."},
    {"generators-", "The matrices A of a layer; and A^n, which is the identity if A generates a group of order n."},
    {"-actions.png", "Matrices that the networks of this condition learned."},
    {"-filters.png", "Filters of these networks."},
    {"-identity.png", "A applied to a diagonal line: the line again where A does nothing."},
    {"distances-", "Distances between networks, dark where they are alike; blocks are conditions."},
    {"map-", "Networks as points whose distances are those between their matrices."},
    {"-spectra.png", "Left: singular values of A, a line a layer. Right: determinants."},
    {"figure-1.png", "The paper's six matrices, and the clearest of each kind in our networks."},
    {"figure-2.png", "The paper's panels, and below them A fitted to a mean and to a median before a turn."},
    {"fits-unit-norm.png", "All fits, A held at norm 1 as in the published code."},
    {"fits.png", "All fits: a row for each filter and angle, a column for each channel."},
    {"best-match.png", "The learned matrix that is most like such an operation, and the operation."},
    {"running-time.png",
     "Left: seconds of runs without and with `inverse`. Right: time over that without a regulariser, round by round."},
    {"invariance.png",
     "Test accuracy against the number of training images, a line for what the group comes from; "
     "bars are 95 % intervals of the mean over seeds."},
    {"transfer.png",
     "Red: better than a group frozen at random, blue: worse, in points of test accuracy; means over seeds."},
    {"accuracy.png", "Test accuracy against the number of parameters, a curve for each share of the images."},
    {"reconstructions.png", "Test images above, drawn again from their codes below."},
    {"codes.png", "The code of one image: which filter was found where."},
    {"generators.png", "Generators that were found, beside the true one."},
    {"generator.png", "The matrix that was certified."},
    {"two-body.png", "The generator of two bodies' motion, found by three routes, beside the true one."},
    {"high-dimension.png", "Time of a step and share of planted groups found, against the numbers in a filter."},
    {"two-generators.png", "Share of planted groups that are found again; of tables that are filled right."},
    {"group.png", "Filters and what A makes of them, and A itself."},
    {"orbits.png", "Orbits of patches under the group."},
    {"defects.png", "The defect of every candidate and known operation, with its interval."},
    {"phases.png", "The phases of A's eigenvalues; for order n they are multiples of 1/n."},
    {"power.png", "How often an operation is certified, against how far it is from a symmetry."},
};

}  // namespace

Heading heading_of(const Result& result) {
  const std::string folder = result.folder.substr(result.folder.rfind('/') + 1);
  for (const Words& each : programs)
    if (result.program == each.program) return {concat(each.title, " (", folder, ")"), each.what_to_see};
  return {concat(result.program, " (", folder, ")"), ""};
}

int place_of(const std::string& program) {
  int place = 0;
  for (const Words& each : programs) {
    if (program == each.program) break;
    ++place;
  }
  return place;
}

std::string caption_of(const std::string& picture) {
  for (const PictureWords& each : all_pictures)
    if (picture.find(each.part) != std::string::npos) return concat(picture, ": ", each.words);
  return picture;
}

}  // namespace lgn
