// Files are read whole, written whole or not at all, and every failure says why.
#include "tensor/io/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "tests/support.h"

namespace lgn {
namespace {

using test::contains;
using test::expect_error;
using test::refusal;

/// Permissions mean nothing to the superuser: tests of them run as nobody.
class Unprivileged {
 public:
  Unprivileged() : before_(::geteuid()) {
    if (before_ == 0) static_cast<void>(::seteuid(65534));
  }
  ~Unprivileged() { static_cast<void>(::seteuid(before_)); }
  bool succeeded() const { return ::geteuid() != 0; }

 private:
  uid_t before_;
};

TEST(File, ReadsBackWhatWasWritten) {
  const test::TemporaryFolder folder;
  for (std::size_t size : {0, 1, 4095, 4096, 4097, 1'000'000}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31);
    write_file(folder.path("a"), bytes);
    EXPECT_EQ(read_file(folder.path("a")), bytes);
    EXPECT_EQ(folder.entries(), 1) << "a temporary file was left";
  }
}

TEST(File, ReadsFilesThatStateNoSize) {
  EXPECT_TRUE(contains(read_file("/proc/self/status"), "Pid:"));
  EXPECT_EQ(read_file("/dev/null"), "");
}

TEST(File, ReadsAPipeToItsEnd) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  const std::string bytes(200'000, 'x');
  std::thread writer([&] { write_file(folder.path("pipe"), bytes); });
  EXPECT_EQ(read_file(folder.path("pipe")), bytes);
  writer.join();
  EXPECT_EQ(folder.entries(), 1) << "the pipe is written to, not replaced";
}

TEST(File, RefusesToReadWhatIsNotAFile) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(refusal([&] { read_file(folder.path("a")); }), "there is no file " + (folder.path("a")));
  EXPECT_EQ(refusal([&] { read_file(folder.path()); }), folder.path() + " is a folder; expected a file");
  write_file(folder.path("a"), "x");
  expect_error([&] { read_file(folder.path("a/b")); }, "Not a directory");
}

TEST(File, RefusesToReadMoreThanTheMaximum) {
  const test::TemporaryFolder folder;
  write_file(folder.path("a"), "12345");
  EXPECT_EQ(read_file(folder.path("a"), 5), "12345");
  EXPECT_EQ(refusal([&] { read_file(folder.path("a"), 4); }), folder.path("a") + " has 5 bytes; expected at most 4");
  expect_error([] { read_file("/dev/zero", 10'000); }, "/dev/zero has more than 10000 bytes");
}

TEST(File, RefusesAbsurdlyLargeFiles) {
  const test::TemporaryFolder folder;
  write_file(folder.path("a"), "");
  if (::truncate(folder.path("a").c_str(), off_t{1} << 41) != 0) GTEST_SKIP() << "no such large files here";
  expect_error([&] { read_file(folder.path("a")); }, "expected at most");
}

TEST(File, RefusesToReadWhatMayNotBeRead) {
  const Unprivileged user;
  if (!user.succeeded()) GTEST_SKIP() << "cannot give up the rights of the superuser";
  const test::TemporaryFolder folder;
  write_file(folder.path("a"), "x");
  ASSERT_EQ(::chmod(folder.path("a").c_str(), 0), 0);
  expect_error([&] { read_file(folder.path("a")); }, "Permission denied");
}

TEST(File, RefusesToWriteIntoAFolderThatDoesNotExist) {
  const test::TemporaryFolder folder;
  const std::string message = refusal([&] { write_file(folder.path("no/such"), "x"); });
  EXPECT_TRUE(contains(message, "the folder " + folder.path("no") + " does not exist; create it with: mkdir -p"));
  expect_error([&] { write_file(folder.path(), "x"); }, "it is a folder");
  expect_error([&] { write_file("", "x"); }, "without a name");
  EXPECT_EQ(folder.entries(), 0);
}

TEST(File, RefusesToWriteWhereItMayNot) {
  const Unprivileged user;
  if (!user.succeeded()) GTEST_SKIP() << "cannot give up the rights of the superuser";
  const test::TemporaryFolder folder;
  write_file(folder.path("a"), "old");
  ASSERT_EQ(::chmod(folder.path("a").c_str(), 0400), 0);
  expect_error([&] { write_file(folder.path("a"), "new"); }, "Permission denied");
  EXPECT_EQ(read_file(folder.path("a")), "old");
  ASSERT_EQ(::chmod(folder.path().c_str(), 0500), 0);
  expect_error([&] { write_file(folder.path("b"), "new"); }, "Permission denied");
  expect_error([&] { make_folders(folder.path("c")); }, "Permission denied");
  ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
}

TEST(File, SaysWhenThereIsNoSpace) {
  struct stat status {};
  if (::stat("/dev/full", &status) != 0 || !S_ISCHR(status.st_mode)) GTEST_SKIP() << "there is no /dev/full";
  expect_error([] { write_file("/dev/full", "x"); },
               "cannot write /dev/full: No space left on device; free some space");
  ASSERT_EQ(::stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode)) << "a device was replaced by a file";
}

/// No file of this process may grow beyond `bytes`, as long as this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(File, LeavesTheOldFileWhenTheNewOneCannotBeWritten) {
  const test::TemporaryFolder folder;
  write_file(folder.path("a"), "old");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = refusal([&] { write_file(folder.path("a"), std::string(5000, 'x')); });
  }
  EXPECT_EQ(message, "cannot write " + folder.path("a") + ": File too large");
  EXPECT_EQ(read_file(folder.path("a")), "old");
  EXPECT_EQ(folder.entries(), 1) << "half a file was left";
}

TEST(File, FollowsALinkWhenWriting) {
  const test::TemporaryFolder folder;
  make_folders(folder.path("there"));
  write_file(folder.path("there/a"), "old");
  ASSERT_EQ(::symlink("there/a", folder.path("link").c_str()), 0);
  write_file(folder.path("link"), "new");
  EXPECT_EQ(read_file(folder.path("there/a")), "new");
}

TEST(File, WritesNamesOfTheGreatestLength) {
  const test::TemporaryFolder folder;
  const std::string longest = folder.path(std::string(255, 'a'));
  write_file(longest, "x");
  EXPECT_EQ(read_file(longest), "x");
  expect_error([&] { write_file(longest + "a", "x"); }, "File name too long");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(File, ThreadsMayWriteIntoOneFolder) {
  const test::TemporaryFolder folder;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      for (int j = 0; j < 10; ++j)
        write_file(folder.path(std::to_string(j % 2)), std::string(1000, static_cast<char>('a' + i)));
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(folder.entries(), 2);
  const std::string bytes = read_file(folder.path("0"));
  EXPECT_EQ(bytes, std::string(1000, bytes.at(0)));
}

TEST(Folder, IsMadeWithThoseAbove) {
  const test::TemporaryFolder folder;
  make_folders(folder.path("a/b//c/"));
  EXPECT_TRUE(folder_exists(folder.path("a/b/c")));
  make_folders(folder.path("a/b"));
  make_folders("/");
  EXPECT_FALSE(file_exists(folder.path("a")));
  EXPECT_FALSE(folder_exists(folder.path("x")));

  write_file(folder.path("a/f"), "x");
  EXPECT_TRUE(file_exists(folder.path("a/f")));
  EXPECT_FALSE(folder_exists(folder.path("a/f")));
  expect_error([&] { make_folders(folder.path("a/f/g")); }, folder.path("a/f") + " is a file");
  expect_error([] { make_folders(""); }, "without a name");
  expect_error([] { make_folders("/proc/none"); }, "cannot make the folder /proc/none");
}

TEST(Folder, IsEmptyUntilSomethingIsInIt) {
  const test::TemporaryFolder folder;
  EXPECT_TRUE(folder_is_empty(folder.path()));
  write_file(folder.path(".hidden"), "");
  EXPECT_FALSE(folder_is_empty(folder.path()));
  expect_error([&] { folder_is_empty(folder.path("x")); }, "No such file or directory");
}

TEST(Path, IsJoinedWithOneSlash) {
  EXPECT_EQ(join("a", "b"), "a/b");
  EXPECT_EQ(join("a/", "b"), "a/b");
  EXPECT_EQ(join("/", "b"), "/b");
  EXPECT_EQ(join("", "b"), "b");
}

TEST(Path, OfTheProgramDoesNotDependOnTheWorkingFolder) {
  const std::string folder = executable_folder();
  EXPECT_EQ(folder.at(0), '/');
  EXPECT_TRUE(folder_exists(folder));
  EXPECT_FALSE(folder_is_empty(folder));
}

}  // namespace
}  // namespace lgn
