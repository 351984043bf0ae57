// Numbers of the README.md files against the results that they come from.
//
// experiments/results/cited.tsv has a part for each text, headed "# PATH", and a line for each of its numbers that
// comes from a result, in the order of the text, three columns:
//
//   68.79 %    tables.json    classify-cifar10-default-none/test_accuracy
//
// what stands in the text, with a word or two before or behind it where the same number stands there for another reason
// (the words end with the number, or begin with it); a JSON file beside cited.tsv; a key (a/b for b within a). With %
// the file holds a fraction.
#pragma once

#include <string>
#include <vector>

namespace lgn::test {

/// A sentence for every number that is not in its text behind the ones before it, or that its file, rounded, does not
/// say. `root` has the texts, `results` the JSON files.
std::vector<std::string> unfounded_numbers(const std::string& cited, const std::string& root,
                                           const std::string& results);

}  // namespace lgn::test
