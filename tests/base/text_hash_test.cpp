#include "gateway/core/base/text_hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

namespace renkei::base::text_hash_test {
namespace {

std::size_t hash(std::string_view text) { return TextHash{}(text); }

TEST(TextHash, differs_between_texts_that_differ_in_one_byte_or_in_length) {
    std::set<std::size_t> seen;
    std::size_t texts = 0;
    for (std::size_t length = 0; length <= 70; ++length) {
        const std::string zeros(length, '\0');
        seen.insert(hash(zeros));
        ++texts;
        for (std::size_t at = 0; at < length; ++at) {
            for (const char c : {'\1', '\x80', 'a'}) {
                std::string text = zeros;
                text[at] = c;
                seen.insert(hash(text));
                ++texts;
            }
        }
    }
    EXPECT_EQ(seen.size(), texts);
}

RC_GTEST_PROP(TextHash, depends_on_nothing_but_the_text,
              (const std::string& before, const std::string& text)) {
    const std::string elsewhere = before + text;
    RC_ASSERT(hash(std::string_view(elsewhere).substr(before.size())) == hash(text));
}

// The lowest bits of a hash choose the place in a table.
TEST(TextHash, spreads_texts_over_a_table) {
    constexpr std::size_t places = 1024;
    std::array<unsigned, places> found{};
    for (unsigned i = 0; i < 8 * places; ++i) {
        ++found[hash("https://a.example/fhir/Patient/" + std::to_string(i)) % places];
    }
    for (const unsigned each : found) {
        EXPECT_LT(each, 40U);
    }
}

// Runs this test alone in a process of its own, where it prints what it makes of a text.
std::string hash_in_another_process() {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    std::FILE* const out = ::popen(
        ("RENKEI_PRINT_HASH=yes '" + program + "' --gtest_filter=TextHash.differs_between_processes").c_str(),
        "r");
    std::string said;
    for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) {
        said.push_back(static_cast<char>(c));
    }
    ::pclose(out);
    const std::size_t at = said.find("hash ");
    return at == std::string::npos ? "" : said.substr(at, said.find('\n', at) - at);
}

TEST(TextHash, differs_between_processes) {
    if (std::getenv("RENKEI_PRINT_HASH") != nullptr) {
        std::printf("hash %zu\n", hash("text"));
        return;
    }
    const std::string one = hash_in_another_process();
    const std::string other = hash_in_another_process();
    EXPECT_FALSE(one.empty());
    EXPECT_NE(one, other);
}

} // namespace
} // namespace renkei::base::text_hash_test
