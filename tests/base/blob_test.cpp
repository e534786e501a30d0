#include "gateway/core/base/blob.h"

#include <gtest/gtest.h>

namespace renkei::base::blob_test {
namespace {

constexpr std::uint32_t numbers = 1;
constexpr std::uint32_t layout = 7;

std::string written() {
    BlobWriter out;
    out.text("介護");
    out.section(numbers, std::vector<std::uint32_t>{1, 2, 3});
    return out.finish("test", layout);
}

TEST(Blob, returns_what_was_written) {
    const std::string bytes = written();
    const auto blob = Blob::open(bytes, "test", layout);
    ASSERT_TRUE(blob);
    const auto rows = blob->section<std::uint32_t>(numbers);
    EXPECT_EQ(std::vector(rows.begin(), rows.end()), (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(blob->text({0, 6}), "介護");
}

TEST(Blob, refuses_a_file_with_any_byte_damaged) {
    const std::string whole = written();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        const bool is_used = at < 40 || at >= 48; // the header's last word is room for later
        EXPECT_EQ(Blob::open(damaged, "test", layout).has_value(), !is_used) << at;
    }
}

TEST(Blob, refuses_a_file_cut_anywhere) {
    const std::string whole = written();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(Blob::open(std::string_view(whole).substr(0, size), "test", layout)) << size;
    }
}

TEST(Blob, finds_no_rows_of_another_size) {
    const std::string bytes = written();
    EXPECT_TRUE(Blob::open(bytes, "test", layout)->section<std::uint64_t>(numbers).empty());
}

} // namespace
} // namespace renkei::base::blob_test
