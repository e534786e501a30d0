#include "gateway/fhir/validate/terminology/snomed_code.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace renkei::validate {
namespace {

// Verhoeff's check digit (SNOMED CT Release File Specification, "Check-digit"): the group of the pentagon,
// and one permutation applied again for each place.
constexpr std::array<std::array<std::uint8_t, 10>, 10> product{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                                                {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
                                                                {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                                                {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
                                                                {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                                                {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
                                                                {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                                                {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
                                                                {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}}};
constexpr std::array<std::uint8_t, 10> permutation{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

std::size_t permuted(std::size_t digit, std::size_t times) {
    for (std::size_t done = 0; done < times % 8; ++done) { // its eighth power changes nothing
        digit = permutation[digit];
    }
    return digit;
}

bool has_right_check_digit(std::string_view digits) {
    std::size_t sum = 0;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        const auto digit = static_cast<std::size_t>(digits[digits.size() - 1 - place] - '0');
        sum = product[sum][permuted(digit, place)];
    }
    return sum == 0;
}

// 6 to 18 digits; the two before the last say that it is a concept: 00 of the core, 10 of an extension.
bool is_concept(std::string_view code) {
    const bool is_number = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number || code.size() < 6 || code.size() > 18 || code[0] == '0') {
        return false;
    }
    const std::string_view partition = code.substr(code.size() - 3, 2);
    return (partition == "00" || partition == "10") && has_right_check_digit(code);
}

} // namespace

bool may_be_snomed(std::string_view code) {
    return code.find_first_of("|:+={}") != std::string_view::npos || is_concept(code);
}

} // namespace renkei::validate
