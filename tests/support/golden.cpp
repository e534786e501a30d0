#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace renkei::test {
namespace {

std::filesystem::path path_of(std::string_view file) {
    return std::filesystem::path(RENKEI_SOURCE) / "tests" / file;
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// 8-4-4-4-12 digits at its beginning.
bool begins_with_uuid(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() >= form.size() &&
           std::ranges::equal(form, text.substr(0, form.size()),
                              [](char a, char b) { return a == '-' ? b == '-' : is_hex(b); });
}

} // namespace

std::string StableNames::name_of(std::string_view kind, std::string_view random) {
    const auto [found, is_new] = names_.try_emplace(std::string(random));
    if (is_new) {
        found->second = std::string(kind) + std::to_string(++counts_[std::string(kind)]);
    }
    return found->second;
}

std::string StableNames::named(std::string_view text) {
    constexpr std::size_t uuid = 36;
    constexpr std::size_t hash = 16;
    std::string out;
    while (!text.empty()) {
        const std::size_t hex = std::ranges::find_if_not(text, is_hex) - text.begin();
        const bool is_uuid = begins_with_uuid(text);
        const std::size_t length = is_uuid ? uuid : std::max<std::size_t>(hex, 1);
        const std::string_view part = text.substr(0, length);
        out += is_uuid ? name_of("ID", part) : hex >= hash ? name_of("HASH", part) : std::string(part);
        text.remove_prefix(length);
    }
    return out;
}

std::string golden_text(std::string_view file) {
    std::ifstream in(path_of(file), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void expect_golden(std::string_view file, const std::string& text) {
    if (std::getenv("RENKEI_ACCEPT_TEXTS") != nullptr) {
        std::ofstream(path_of(file), std::ios::binary) << text;
        return;
    }
    const std::string golden = golden_text(file);
    const auto [was, is] = std::ranges::mismatch(golden, text);
    if (was == golden.end() && is == text.end()) {
        return;
    }
    const auto line_at = [](const std::string& whole, std::size_t at) {
        const std::size_t before = at == 0 ? std::string::npos : whole.rfind('\n', at - 1);
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        return whole.substr(begin, whole.find('\n', at) - begin);
    };
    const std::size_t at = was - golden.begin();
    const std::size_t title = golden.rfind("\n= ", at);
    ADD_FAILURE() << file << ":" << 1 + std::count(golden.begin(), was, '\n') << " "
                  << (title == std::string::npos ? "" : line_at(golden, title + 1))
                  << "\nwas: " << line_at(golden, at) << "\nis:  " << line_at(text, at);
}

} // namespace renkei::test
