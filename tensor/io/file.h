// Files and folders: read whole, written whole or not at all. Every failure is an Error that names the path
// and the reason.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lgn {

inline constexpr std::size_t largest_file = std::size_t{1} << 40;

/// The whole file. Pipes and devices are read to their end, which has to come within 1 GiB.
/// Throws Error when the file is missing, a folder, unreadable, or larger than `maximum` bytes.
std::string read_file(const std::string& path, std::size_t maximum = largest_file);

/// Writes under a temporary name in the same folder, then renames: the path holds either what it held before
/// or all of `bytes`. A symbolic link to a file is followed; a device or pipe is written to directly.
/// What was written outlives a loss of power, for which some milliseconds are waited; LGN_SYNC=0 in the environment
/// leaves that out.
/// Throws Error with the reason (no such folder, permission, no space left), leaving nothing behind.
void write_file(const std::string& path, std::string_view bytes);

/// Puts a file in the place of another, all or nothing, and on the disk. Throws Error with the reason.
void rename_file(const std::string& from, const std::string& to);

/// True for anything that is there and not a folder.
bool file_exists(const std::string& path);
bool folder_exists(const std::string& path);

/// Makes the folder and those above it that are missing; nothing to do when it is there.
void make_folders(const std::string& path);

/// Throws Error when there is no such folder.
bool folder_is_empty(const std::string& path);

/// "path/name", with one slash between them; `name` alone when the path is empty.
std::string join(const std::string& path, const std::string& name);

/// The folder of the running program, wherever it was called from.
std::string executable_folder();

}  // namespace lgn
