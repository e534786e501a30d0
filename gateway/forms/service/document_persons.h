// Is each document of a file about one person? Two records with one document id are versions of one document;
// if they are of two persons, one replaces the other's.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace renkei::service {

class DocumentPersons {
public:
    explicit DocumentPersons(const mapping::Plan& plan);

    // What to say of the next record of the file, without its place.
    std::optional<diag::Finding> check(const record::Record& record);

private:
    struct Seen {
        std::size_t number;              // of the record in the file, from 1
        std::size_t revision;            // hashes: no value of a person is kept
        std::vector<std::size_t> person; // of items_; 0: not filled
    };

    const form::Form* form_;
    std::vector<form::ItemId> items_; // name and birth date of the person
    std::size_t records_ = 0;
    std::unordered_map<std::string, Seen, base::TextHash, std::equal_to<>> seen_; // by sender and document
};

} // namespace renkei::service
