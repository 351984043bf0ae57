#include "lgn/architecture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "lgn/generators/representation.h"

namespace lgn {
namespace {

Index padding(Index stride, Index kernel, Index extent) {
  const Index rest = (extent + stride - kernel) % stride;
  return stride + (rest == 0 ? 0 : stride - rest);
}

void require_count(Index value, Index largest, const char* flag) {
  require(value >= 1 && value <= largest, flag, " is ", value, "; expected a whole number from 1 to ", largest);
}

/// As messages write it, or with the digits that bring x back.
std::string number_text(double x) {
  const std::string text = concat(x);
  char digits[40];
  return std::strtod(text.c_str(), nullptr) == x
             ? text
             : std::string(digits, std::to_chars(digits, digits + sizeof digits, x).ptr);
}

/// Unless form, factors, sharing and multiplicities make sense together.
void require_valid_generator(const Architecture& a) {
  require(a.generator != Form::dihedral || (a.group_size >= 2 && a.group_size % 2 == 0),
          "--generator dihedral with --group-size ", a.group_size,
          "; expected an even number: half of the elements are mirrors");
  require(a.generator != Form::polyhedral || a.group_size == 12 || a.group_size == 24 || a.group_size == 60,
          "--generator polyhedral with --group-size ", a.group_size,
          "; expected 12, 24 or 60, the rotations of tetrahedron, octahedron, icosahedron");
  require(!traits(a.generator).square || a.kernel.height == a.kernel.width, "--generator ", name(a.generator),
          " needs a square kernel, not ", to_string(a.kernel));
  require_word(name(a.factors), factor_words(), "--factors");
  require(a.multiplicities != "learned" || a.generator == Form::orthogonal,
          "--multiplicities learned goes with --generator orthogonal, not ", name(a.generator));
  if (a.has_multiplicities()) a.representation();
}

class MetadataReader {
 public:
  MetadataReader(const Metadata& metadata, const std::string& file) : metadata_(metadata), file_(file) {}

  const std::string& text(const char* key) const {
    const auto entry = metadata_.find(key);
    require(entry != metadata_.end(), file_, ": the metadata have no entry '", key,
            "'; a model file states its whole architecture there");
    return entry->second;
  }

  /// What the file does not say stays as it is.
  template <class Enum>
  void word(const char* key, Enum& value) const {
    if (metadata_.count(key))
      value = from_name<Enum>(metadata_.at(key), concat(file_, ": the metadata describe no network: --", key));
  }

  template <class Number>
  void number(const char* key, Number& value) const {
    const std::string& found = text(key);
    const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), value);
    require(error == std::errc() && end == found.data() + found.size(), file_, ": the metadata entry '", key, "' is '",
            found, "'; expected a ", std::is_integral_v<Number> ? "whole number" : "number");
  }

 private:
  const Metadata& metadata_;
  const std::string& file_;
};

}  // namespace

Index KernelExtent::side() const {
  require(height == width, "a kernel of ", height, "x", width, " is not square; this needs a square one");
  return height;
}

std::string to_string(const KernelExtent& kernel) {
  return kernel.height == kernel.width ? concat(kernel.height) : concat(kernel.height, "x", kernel.width);
}

KernelExtent kernel_from(const std::string& text, const std::string& what) {
  const auto number = [&](const std::string& part) {
    Index value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    require(error == std::errc() && end == part.data() + part.size(), what, " is '", text,
            "'; expected a whole number, or height x width as 1x40");
    require_count(value, 64, what.c_str());
    return value;
  };
  const std::size_t cross = text.find('x');
  if (cross == std::string::npos) return number(text);
  return {number(text.substr(0, cross)), number(text.substr(cross + 1))};
}

bool Architecture::has_multiplicities() const {
  return multiplicities != "learned" && traits(matrix_form()).periodic;
}

Representation Architecture::representation() const {
  const GroupFamily family = generator == Form::dihedral     ? GroupFamily::dihedral
                             : generator == Form::polyhedral ? GroupFamily::polyhedral
                                                             : GroupFamily::cyclic;
  return representation_from(multiplicities, family, group_size,
                             generator == Form::kronecker ? kernel.side() : kernel_size());
}

ConvolutionWindow Architecture::window() const {
  ConvolutionWindow window;
  const Index extent[2] = {height, width}, taps[2] = {kernel.height, kernel.width};
  // Square kernels are padded as published, whatever their size.
  const bool square = kernel.height == kernel.width;
  for (int axis = 0; axis < 2; ++axis) {
    window.stride[axis] = stride;
    window.padding[axis] = !square && taps[axis] == extent[axis] ? 0 : padding(stride, taps[axis], extent[axis]);
    const Index code = window.code_extent(axis, extent[axis], taps[axis]);
    window.output_padding[axis] = extent[axis] - window.image_extent(axis, code, taps[axis]);
  }
  return window;
}

std::vector<Index> Architecture::stage_extents(int axis) const {
  const Index taps = axis == 0 ? kernel.height : kernel.width;
  std::vector<Index> extents = {pool};
  for (Index s = 0; s < stages; ++s) {
    const Index code = extents.back() + 2 * ((taps - 1) / 2) - taps + 1;
    require(code >= 1, "--stages ", stages, " with --pool ", pool, ": stage ", s + 1,
            " has nothing left; use a larger --pool or fewer stages");
    extents.push_back(s + 1 == stages ? 1 : (code + 1) / 2);
  }
  return extents;
}

void Architecture::validate() const {
  require_count(channels, 4096, "the number of channels");
  require_count(height, 1 << 14, "the height of the images");
  require_count(width, 1 << 14, "the width of the images");
  require_count(base_filters, 4096, "--groups");
  require_count(group_size, 4096, "--group-size");
  require_count(kernel.height, 64, "--kernel");
  require_count(kernel.width, 64, "--kernel");
  require_count(stride, 64, "--stride");
  require_count(layers, 1024, "--layers");
  require(std::isfinite(eta) && eta > 0, "--eta is ", eta, "; expected a positive number");
  require(std::isfinite(mu) && mu >= 0, "--mu is ", mu, "; expected zero or a positive number");
  require(std::isfinite(sparsity) && sparsity >= 0, "--sparsity is ", sparsity, "; expected zero or a positive number");
  require(kernel.height <= height && kernel.width <= width, "--kernel ", to_string(kernel),
          " is larger than the images (", height, " x ", width, "); use --kernel ",
          to_string(KernelExtent{std::min(kernel.height, height), std::min(kernel.width, width)}));
  if (task == Task::classify) {
    require_count(pool, 256, "--pool");
    require_count(classes, most_classes, "--classes");
    require(stages >= 0 && stages <= 64, "--stages is ", stages, "; expected a whole number from 0 to 64");
    require(stages == 0 || share == Sharing::layer || share == Sharing::network, "--stages with --share ", name(share),
            "; their filters are moved by one group for all: --share layer or network");
    for (int axis = 0; axis < 2; ++axis) stage_extents(axis);
  }
  require_valid_generator(*this);
}

Architecture published_architecture(Task task) {
  Architecture architecture;
  architecture.task = task;
  architecture.generator = Form::free;
  architecture.share = Sharing::none;
  return architecture;
}

Metadata to_metadata(const Architecture& a) {
  Metadata metadata = {{"task", name(a.task)},
                       {"channels", concat(a.channels)},
                       {"height", concat(a.height)},
                       {"width", concat(a.width)},
                       {"groups", concat(a.base_filters)},
                       {"group_size", concat(a.group_size)},
                       {"kernel", to_string(a.kernel)},
                       {"stride", concat(a.stride)},
                       {"layers", concat(a.layers)},
                       {"eta", number_text(a.eta)},
                       {"regularizer", name(a.regularizer)},
                       {"mu", number_text(a.mu)},
                       {"generator", name(a.generator)},
                       {"share", name(a.share)},
                       {"thresholds", name(a.thresholds)},
                       {"sparsity", number_text(a.sparsity)}};
  if (a.task == Task::classify) {
    metadata["pool"] = concat(a.pool);
    metadata["classes"] = concat(a.classes);
    metadata["norm"] = name(a.norm);
    metadata["head"] = name(a.head);
    if (a.stages) metadata["stages"] = concat(a.stages);
  }
  if (a.generator == Form::kronecker) metadata["factors"] = name(a.factors);
  if (a.has_multiplicities()) metadata["multiplicities"] = multiplicities_text(a.representation().multiplicities);
  if (a.multiplicities == "learned") metadata["multiplicities"] = a.multiplicities;
  return metadata;
}

Architecture from_metadata(const Metadata& metadata, const std::string& file) {
  const MetadataReader read(metadata, file);
  Architecture a = published_architecture(from_name<Task>(read.text("task"), file + ": the metadata entry 'task'"));
  read.number("channels", a.channels);
  read.number("height", a.height);
  read.number("width", a.width);
  read.number("groups", a.base_filters);
  read.number("group_size", a.group_size);
  a.kernel = kernel_from(read.text("kernel"), file + ": the metadata entry 'kernel' (--kernel)");
  read.number("stride", a.stride);
  read.number("layers", a.layers);
  read.number("eta", a.eta);
  if (a.task == Task::classify) {
    read.number("pool", a.pool);
    read.number("classes", a.classes);
    read.word("norm", a.norm);
    read.word("head", a.head);
    if (metadata.count("stages")) read.number("stages", a.stages);
  }
  read.word("regularizer", a.regularizer);
  a.mu = default_mu(a.regularizer, a.task);
  if (metadata.count("mu")) read.number("mu", a.mu);
  read.word("generator", a.generator);
  read.word("share", a.share);
  read.word("thresholds", a.thresholds);
  if (metadata.count("sparsity")) read.number("sparsity", a.sparsity);
  read.word("factors", a.factors);
  if (metadata.count("multiplicities")) a.multiplicities = metadata.at("multiplicities");
  try {
    a.validate();
  } catch (const Error& error) {
    fail(file, ": the metadata describe no network: ", error.what());
  }
  return a;
}

double default_mu(Regularizer regularizer, Task task) {
  if (regularizer == Regularizer::inverse) return task == Task::classify ? 1e-4 : 1e-2;
  if (regularizer == Regularizer::svd) return 1e-2;
  return regularizer == Regularizer::cyclic ? 1e-3 : 0;
}

}  // namespace lgn
