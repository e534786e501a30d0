// Is each document of a file about one person, and whole? Two records with one document id are versions of
// one document; if they are of two persons, one replaces the other's, and if they are lines of one version,
// each has only a part of it.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/seen_documents.h"

#include <memory>
#include <optional>
#include <vector>

namespace renkei::service {

class DocumentPersons {
public:
    // `seen`: of the whole file.
    DocumentPersons(const mapping::Plan& plan, std::shared_ptr<SeenDocuments> seen);

    // What to say of the record of this number in the file, without its place.
    std::optional<diag::Finding> check(const record::Record& record, std::size_t number);

private:
    const form::Form* form_;
    std::vector<form::ItemId> items_; // name and birth date of the person
    bool has_lines_;                  // a document is many lines
    std::shared_ptr<SeenDocuments> seen_;
};

} // namespace renkei::service
