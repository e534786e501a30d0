// The top of a page: which document it is, and the person with what staff must know first.
#pragma once

#include "gateway/forms/html/alerts.h"
#include "gateway/forms/html/answers.h"

#include <string>
#include <vector>

namespace renkei::html {

// Day, sender and version of the document, and its status where that is usual.
std::string document_line(const Answers& answers, std::uint32_t version);

// Name, kana, sex, birth date with era and age; above them the answers that the mapping puts above all
// others, below them the facts that the table of concepts names.
struct PersonBox {
    std::string html{}; // empty: the form is about no person
    bool has_restricted = false;
};
// `options`: with the FHIR document behind the record, which may say more than the form has items for.
PersonBox person_box(const Answers& answers, const PageOptions& options = {});

// What a FHIR document says above all: a death, a test person, and that it is no final one.
void add_document_alerts(const json::Tree& tree, const resources::BundleIndex& index, bool with_status,
                         std::vector<Alert>& out);

// 2026年3月分: of the document, as its form has it; empty: it has none.
std::string month_text(const Answers& answers);

// A birth date with its era, and the age on a day, which has a name.
std::string birth_html(std::string_view iso, std::string_view day,
                       std::string_view name_of_day = "文書の日付");

// Name and birth date, as plain text for the head of each printed sheet; empty: the form is about no person.
std::string person_of_sheet(const Answers& answers, const KnownPerson* known = nullptr);

} // namespace renkei::html
