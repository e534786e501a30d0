// Golden texts: a whole outcome beside the test that makes it. After a change that is meant, run the test
// with RENKEI_ACCEPT_TEXTS=1, which writes the file again; the commit says why each line of it differs.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace renkei::test {

// Stable names for what is random: ids (ID1, …) and hashes in hex (HASH1, …), in order of appearance.
class StableNames {
public:
    std::string named(std::string_view text);

private:
    std::string name_of(std::string_view kind, std::string_view random);
    std::map<std::string, std::string, std::less<>> names_{};
    std::map<std::string, int, std::less<>> counts_{};
};

std::string golden_text(std::string_view file); // of a path below tests/
// Names the first line that differs.
void expect_golden(std::string_view file, const std::string& text);

} // namespace renkei::test
