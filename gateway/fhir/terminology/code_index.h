// From a code to the number of its row, without copying any code: an open hash table of row numbers.
#pragma once

#include "gateway/fhir/terminology/case_folding.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::terminology {

constexpr std::uint32_t no_row = 0xFFFFFFFF;

enum class CaseSensitivity : std::uint8_t { counts, ignored };

class CodeIndex {
public:
    CodeIndex() = default;
    CodeIndex(CaseSensitivity with_case, std::size_t rows)
        : case_(with_case),
          slots_(std::bit_ceil(rows + rows / 2 + 2), no_row) {}

    // code_of(row) gives the code of a row. The first of several equal codes stays.
    template <class CodeOf>
    void insert(std::uint32_t row, const CodeOf& code_of) {
        std::uint32_t& slot = slots_[place(code_of(row), code_of)];
        if (slot == no_row) {
            slot = row;
        }
    }
    template <class CodeOf>
    std::uint32_t find(std::string_view code, const CodeOf& code_of) const {
        return slots_.empty() ? no_row : slots_[place(code, code_of)];
    }
    std::size_t bytes() const { return slots_.capacity() * sizeof(slots_[0]); }

private:
    // Where the code stands or would stand.
    template <class CodeOf>
    std::size_t place(std::string_view code, const CodeOf& code_of) const {
        const std::size_t mask = slots_.size() - 1;
        const bool folds = case_ == CaseSensitivity::ignored;
        std::size_t at = ((folds ? hash_ignoring_case(code) : hash_of(code)) >> 32U) & mask;
        while (slots_[at] != no_row) {
            const std::string_view here = code_of(slots_[at]);
            if (folds ? same_ignoring_case(here, code) : here == code) {
                break;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    CaseSensitivity case_ = CaseSensitivity::counts;
    std::vector<std::uint32_t> slots_; // less than two thirds full
};

} // namespace renkei::terminology
