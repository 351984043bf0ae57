// Words for other programs to read: remedies are meant to be copied from a sentence and to work.
#pragma once

#include <string>
#include <string_view>

namespace lgn {

/// A word as a POSIX shell takes it: as it is where that is safe, else in single quotes.
std::string shell_word(std::string_view word);

/// A text as Python reads it, in single quotes.
std::string python_text(std::string_view text);

/// The line of Python that saves another form of an array beside it: `form` with every "{}" replaced by the
/// loaded array. "in Python: import numpy; numpy.save('x-new.npy', numpy.load('x.npy').astype('uint8'))"
/// from ("x.npy", "{}.astype('uint8')"). It stands at the end of its sentence.
std::string numpy_remedy(const std::string& path, std::string_view form);

/// The same where the array comes from `source`, an expression of Python, and needs `modules` besides numpy.
std::string numpy_remedy(const std::string& path, std::string_view form, std::string_view source,
                         std::string_view modules = "");

}  // namespace lgn
