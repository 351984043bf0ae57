// What the tests of file formats share: the sentence of a refusal.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tensor/error.h"

namespace lgn {

/// The sentence with which `action` is refused; a failure of the test when it is not.
template <class Action>
std::string refusal(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

inline ::testing::AssertionResult contains(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << text << "\" does not contain \"" << part << "\"";
}

}  // namespace lgn
