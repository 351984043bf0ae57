#include "tensor/error.h"

#include <cstdio>

namespace lgn {

void MessagePart::append_to(std::string& message) const {
  switch (kind_) {
    case Kind::text:
      message += text_;
      break;
    case Kind::character:
      message += character_;
      break;
    case Kind::integer:
      message += std::to_string(integer_);
      break;
    case Kind::natural:
      message += std::to_string(natural_);
      break;
    case Kind::shape:
      message += '[';
      for (std::size_t i = 0; i < shape_->size(); ++i) {
        if (i > 0) message += ", ";
        message += std::to_string((*shape_)[i]);
      }
      message += ']';
      break;
    case Kind::real: {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.9g", real_);
      message += digits;
      break;
    }
  }
}

std::string joined(std::initializer_list<MessagePart> parts) {
  std::string message;
  for (const MessagePart& part : parts) part.append_to(message);
  return message;
}

void fail_joined(std::initializer_list<MessagePart> parts) {
  throw Error(joined(parts));
}

}  // namespace lgn
