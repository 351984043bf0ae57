// Model files: a network's weights as safetensors, names and shapes as in PyTorch's state_dict of the
// published code, its architecture in the metadata.
//
// The generators are stored twice where they are shared: expanded as A.k [G, C, d, d], so that every file
// loads anywhere, and in their own form under generator.*, which wins when both are there. So are thresholds
// and batch norms that an orbit shares (orbits.h). Where a group's elements are no powers of A, they are stored
// too, for others to read: elements.k or generator.elements.
#pragma once

#include <string>
#include <vector>

#include "lgn/network.h"
#include "tensor/io/safetensors.h"

namespace lgn {

/// The contents of the model file.
SafetensorsFile to_file(const Network& network);

/// Writes the model file, whole or not at all.
void save_model(const std::string& path, const Network& network);

/// Whether a parameter is the A_inv of the `inverse` regulariser.
bool is_inverse(const std::string& name);

/// Takes one parameter from a file. Throws Error when it is missing, mis-shaped or not finite.
void read_parameter(const SafetensorsFile& file, Parameter& parameter);

/// Takes the weights from a file, and returns a note on every tensor that is ignored: because the network does not have
/// it, or because it is repeated for other programs (A.k beside generator.*) and not what the parameters make. Missing
/// or mis-shaped ones throw Error naming the tensor, its shape and the one expected; the A_inv of a regulariser that
/// the file was trained without keep their drawn values.
std::vector<std::string> load_weights(Network& network, const SafetensorsFile& file);

/// A file as PyTorch programs may leave it: what a wrapper put before every name ("module.", "_orig_mod.") is
/// taken off, and `notes` says so.
SafetensorsFile read_model_file(const std::string& path, std::vector<std::string>& notes);
/// A network as its file describes it, ready to be used; where the file has what is shared only as repeated for every
/// filter (A.k without generator.*), as a network that shares nothing. Takes no more memory than the tensors of the
/// file bear out. `notes` gets a sentence for what is odd about the file but harmless: wrapped names, tensors that
/// are ignored, matrices taken as they are.
Network to_network(const SafetensorsFile& file, std::vector<std::string>& notes);
Network to_network(const SafetensorsFile& file);
Network load_model(const std::string& path, std::vector<std::string>& notes);
Network load_model(const std::string& path);

}  // namespace lgn
