// Two documents of one month side by side as a page: services, days, and where the two differ.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/forms/html/side_by_side.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

// How often a service stands on which day of the month; day 0: the row has no day.
struct ServiceDays {
    std::string name{}; // as HTML
    std::map<unsigned, std::int64_t> counts{};
    bool is_of_office = true; // of the one that is in both documents
    bool is_of_kind = true;   // of the kind of service that is in both documents
    std::string kind{};       // its own; empty: it has no code

    std::int64_t count(unsigned day) const;
    std::int64_t total() const;
};

// What the page has of one document. It owns its texts.
struct DocumentBeside {
    std::string person{};                                       // as HTML
    std::string person_sheet{};                                 // for the head of each sheet
    std::string line{};                                         // day, sender, version, as HTML
    std::string month{};                                        // YYYY-MM
    std::map<std::vector<std::string>, ServiceDays> services{}; // by the items in which rows are equal
    std::string url{};
};

// `place`: of the form. The record belongs to the plan's form.
DocumentBeside read_beside(const SideBySide& about, std::size_t place, const mapping::Plan& plan,
                           const record::Record& record, std::uint32_t version);

// In the order of the forms; at least one is there.
std::string side_by_side_page(const SideBySide& about,
                              const std::array<std::optional<DocumentBeside>, 2>& documents,
                              const PageHead& head);

} // namespace renkei::html
