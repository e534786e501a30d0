#include "gateway/network/seal/chunks.h"
#include "generated/messages/seal.h"

#include "tests/seal/hex.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace renkei::seal::chunks_test {
namespace {

Hash a_key() { return key_of("the data key of one document ..."); }

// Sealed texts of some bytes each: what is checked does not depend on how long a chunk is.
using Sealed = std::vector<std::string>;

Sealed sealed(std::uint32_t count, std::string_view bound_to = "document 1|original") {
    Sealed out;
    for (std::uint32_t number = 1; number <= count; ++number) {
        const ChunkPlace place{number, number == count ? Chunk::last : Chunk::more};
        out.push_back(*seal_chunk(a_key(), fmt::format("chunk {}", number), bound_to, place));
    }
    return out;
}

// Opens the chunks as a reader does, which takes the last one that is there as the last of the text. Nothing
// if one of them does not open.
std::optional<std::string> opened(const Sealed& chunks, std::string_view bound_to = "document 1|original") {
    std::string out;
    for (std::uint32_t number = 1; number <= chunks.size(); ++number) {
        const ChunkPlace place{number, number == chunks.size() ? Chunk::last : Chunk::more};
        const diag::Result<std::string> text = open_chunk(a_key(), chunks[number - 1], bound_to, place);
        if (!text) {
            EXPECT_EQ(text.error().message, message::seal_broken);
            return std::nullopt;
        }
        out += *text + ";";
    }
    return out;
}

TEST(Chunks, open_in_their_order) { EXPECT_EQ(opened(sealed(3)), "chunk 1;chunk 2;chunk 3;"); }
TEST(Chunks, may_be_a_single_one) { EXPECT_EQ(opened(sealed(1)), "chunk 1;"); }

TEST(Chunks, do_not_open_in_any_other_order) {
    const Sealed whole = sealed(4);
    std::vector<std::size_t> order(whole.size());
    std::iota(order.begin(), order.end(), 0U);
    while (std::ranges::next_permutation(order).found) {
        Sealed other;
        std::ranges::transform(order, std::back_inserter(other), [&](std::size_t i) { return whole[i]; });
        EXPECT_FALSE(opened(other)) << fmt::format("{} {} {} {}", order[0], order[1], order[2], order[3]);
    }
}

TEST(Chunks, do_not_open_cut_at_any_place) {
    for (std::size_t kept = 1; kept < 4; ++kept) {
        Sealed cut = sealed(4);
        cut.resize(kept);
        EXPECT_FALSE(opened(cut)) << kept;
    }
}

TEST(Chunks, do_not_open_without_any_of_them) {
    for (std::size_t left_out = 0; left_out < 4; ++left_out) {
        Sealed rest = sealed(4);
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
        EXPECT_FALSE(opened(rest)) << left_out;
    }
}

TEST(Chunks, do_not_open_with_any_of_them_twice) {
    for (std::size_t twice = 0; twice < 4; ++twice) {
        Sealed more = sealed(4);
        more.insert(more.begin() + static_cast<std::ptrdiff_t>(twice), more[twice]);
        EXPECT_FALSE(opened(more)) << twice;
        Sealed behind = sealed(4);
        behind.push_back(behind[twice]);
        EXPECT_FALSE(opened(behind)) << twice << " behind the last one";
    }
}

TEST(Chunks, do_not_open_in_the_place_of_those_of_another_document) {
    EXPECT_FALSE(opened(sealed(2), "document 2|original"));
    EXPECT_FALSE(opened(sealed(2), "document 1|fhir"));
    Sealed mixed = sealed(3);
    mixed[1] = sealed(3, "document 2|original")[1];
    EXPECT_FALSE(opened(mixed));
}

TEST(Chunks, are_no_whole_text_and_a_whole_text_is_no_chunk) {
    const std::string bound_to = "document 1|original";
    EXPECT_FALSE(open(a_key(), sealed(1).front(), bound_to, chunk_bytes));
    EXPECT_FALSE(open_chunk(a_key(), *seal(a_key(), "text", bound_to), bound_to, {1, Chunk::last}));
}

RC_GTEST_PROP(Chunks, do_not_open_with_any_bit_flipped, (const std::string& bytes)) {
    std::string chunk = *seal_chunk(a_key(), bytes, "here", {7, Chunk::more});
    const std::size_t bit = *rc::gen::inRange<std::size_t>(0, chunk.size() * 8);
    chunk[bit / 8] = static_cast<char>(chunk[bit / 8] ^ (1 << (bit % 8)));
    RC_ASSERT(!open_chunk(a_key(), chunk, "here", {7, Chunk::more}));
}

TEST(Chunks, cover_a_text_of_every_length_once) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, chunk_bytes - 1, chunk_bytes,
                                   chunk_bytes + 1, 3 * chunk_bytes, 3 * chunk_bytes + 17}) {
        std::string text(size, 'x');
        std::iota(text.begin(), text.end(), '\0');
        std::string joined;
        for (std::uint32_t number = 1; number <= chunk_count(size); ++number) {
            EXPECT_LE(chunk_of(text, number).size(), chunk_bytes);
            joined += chunk_of(text, number);
        }
        EXPECT_EQ(joined, text) << size;
    }
}

} // namespace
} // namespace renkei::seal::chunks_test
