// SHA-256 against the examples of FIPS 180-4 and its validation suite, and piece by piece.
#include "tensor/io/sha256.h"

#include <gtest/gtest.h>

#include "tensor/simd/dispatch.h"

namespace lgn {
namespace {

void expect_published_examples() {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                       "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(sha256_hex("\xbd"), "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, MatchesThePublishedExamples) {
  expect_published_examples();
  const ScopedInstructionSet plainly(InstructionSet::scalar);
  expect_published_examples();
}

TEST(Sha256, InstructionsDoWhatTheDefinitionSays) {
  if (instruction_set() == InstructionSet::scalar) GTEST_SKIP() << "nothing but the definition is in use";
  for (int length = 0; length < 700; length += 13) {
    std::string message;
    for (int i = 0; i < length; ++i) message += static_cast<char>(i * i * 31 + length);
    const std::string sum = sha256_hex(message);
    const ScopedInstructionSet plainly(InstructionSet::scalar);
    EXPECT_EQ(sha256_hex(message), sum) << length;
  }
}

TEST(Sha256, PadsCorrectlyAroundABlock) {
  EXPECT_EQ(sha256_hex(std::string(55, '\0')), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
  EXPECT_EQ(sha256_hex(std::string(56, '\0')), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb");
  EXPECT_EQ(sha256_hex(std::string(57, '\0')), "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785");
  EXPECT_EQ(sha256_hex(std::string(64, '\0')), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
  EXPECT_EQ(sha256_hex(std::string(1000, '\0')), "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53");
}

TEST(Sha256, DoesNotDependOnHowTheMessageIsCut) {
  std::string message;
  for (int i = 0; i < 300; ++i) message += static_cast<char>(i * 7);
  const std::string whole = sha256_hex(message);
  for (std::size_t piece : {1, 3, 63, 64, 65, 127, 128, 299}) {
    Sha256 sum;
    for (std::size_t i = 0; i < message.size(); i += piece) sum.update(std::string_view(message).substr(i, piece));
    sum.update("");
    EXPECT_EQ(sum.hex(), whole) << "in pieces of " << piece;
  }
}

}  // namespace
}  // namespace lgn
