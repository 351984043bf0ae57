// Errors are sentences. Every check that guards a user is always on and says what was found, what was
// expected and, where there is a remedy, what to type.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lgn {

/// Thrown for everything that is not a bug of ours: bad files, bad flags, shapes that do not fit.
/// Programs print what() on standard error and exit with status 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A part of a message: a text, a number (floating point with nine digits) or a shape. All are written out
/// only when a message is: a check that holds builds no text.
class MessagePart {
 public:
  MessagePart(std::string_view text) : kind_(Kind::text), text_(text) {}
  MessagePart(const std::string& text) : MessagePart(std::string_view(text)) {}
  MessagePart(const char* text) : MessagePart(std::string_view(text)) {}
  MessagePart(char character) : kind_(Kind::character), character_(character) {}
  template <std::floating_point Number>
  MessagePart(Number value) : kind_(Kind::real), real_(static_cast<double>(value)) {}
  template <std::signed_integral Number>
  MessagePart(Number value) : kind_(Kind::integer), integer_(value) {}
  template <std::unsigned_integral Number>
  MessagePart(Number value) : kind_(Kind::natural), natural_(value) {}
  MessagePart(const std::vector<std::int64_t>& shape) : kind_(Kind::shape), shape_(&shape) {}

  void append_to(std::string& message) const;

 private:
  enum class Kind { text, character, real, integer, natural, shape };
  Kind kind_;
  union {
    std::string_view text_;
    char character_;
    double real_;
    long long integer_;
    unsigned long long natural_;
    const std::vector<std::int64_t>* shape_;
  };
};

/// The parts as one string; what concat, fail and require come to. Not a template: messages are written all
/// over the project, and compiling them must cost little.
std::string joined(std::initializer_list<MessagePart> parts);
[[noreturn]] void fail_joined(std::initializer_list<MessagePart> parts);

/// The parts, numbers included, as one string.
template <class... Parts>
std::string concat(const Parts&... parts) {
  return joined({MessagePart(parts)...});
}

/// Throws Error with the parts joined.
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  fail_joined({MessagePart(parts)...});
}

/// Throws Error with the parts joined unless `condition` holds.
template <class... Parts>
void require(bool condition, const Parts&... parts) {
  if (!condition) fail(parts...);
}

}  // namespace lgn
