// Ids across the documents of a run: one document each, one person each.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"

#include <map>
#include <string>
#include <string_view>

namespace renkei::conform {

class RunIdentities {
public:
    // Adds an error if the document's identifier is also another document's, or if the fullUrl of its Patient
    // is also another person's (its id, if it has no fullUrl: beside a URN the id is free). `ours`: our
    // document of the same record, which says whether documents and persons are the same; `result`: what the
    // document is, for people.
    void add(const json::Tree& ours, const json::Tree& theirs, std::string_view result, diag::Report& report);

private:
    struct Holder {
        std::string who;    // our identifier of the document; name and birth date of the person
        std::string result; // where it was seen first
    };
    using Holders = std::map<std::string, Holder>;
    static const Holder* other_holder(Holders& holders, const std::string& id, std::string_view who,
                                      std::string_view result);
    void add_document(const json::Tree& ours, const json::Tree& theirs, std::string_view result,
                      diag::Report& report);
    void add_person(const json::Tree& ours, const json::Tree& theirs, std::string_view result,
                    diag::Report& report);

    Holders documents_{};
    Holders persons_{};
};

} // namespace renkei::conform
