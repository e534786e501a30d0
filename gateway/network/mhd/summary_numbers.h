// By which numbers the documents of a summary name the person, and whether documents themselves say that
// these are one person's.
#pragma once

#include "gateway/network/documents/person_number.h"

#include <cstddef>
#include <vector>

namespace renkei::mhd {

class SummaryNumbers {
public:
    static constexpr std::size_t most = 50; // that are shown: a person has a few

    // Of the next document; newer ones come first.
    void add(const std::vector<documents::PersonNumber>& of_document);

    const std::vector<documents::PersonNumber>& all() const { return numbers_; } // each once
    // Some of them stand together in no document: people linked them (person_link.h).
    bool are_linked() const;
    // Two numbers that one organisation gave: it may have meant two persons.
    bool are_of_two() const;

private:
    std::size_t place_of(const documents::PersonNumber& number);

    std::vector<documents::PersonNumber> numbers_;
    std::vector<std::size_t> joined_; // numbers that documents have together have the same value here
};

} // namespace renkei::mhd
