// What waits for the reader as one list: what is due first, a form to narrow it, some rows at a time. What
// the rows are about (applications, opinions, persons served) is the caller's to say.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/network/sharing/named_subject.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::pages {

enum class Urgency : std::uint8_t { none, soon, late };

struct WorkRow {
    sharing::NamedSubject subject{};
    std::string left{}; // "あと3日"
    Urgency urgency{};
    std::string due{}; // days as FHIR writes them
    std::string what{};
    std::string since{};
    std::vector<std::pair<std::string, bool>> steps{}; // and whether each is done
    std::string state{};                               // in a word
    std::vector<std::string> notes{};
    bool is_late = false; // the first note says what is late or missing
    std::string action{}; // HTML of a button (entry_page.h); empty: none
};

struct WorkTile {
    std::string label{};
    std::size_t count = 0;
    Urgency urgency{};
};

using WorkField = std::pair<std::string, std::string>;
struct WorkChoice {
    std::string name{};
    std::string label{};
    std::vector<WorkField> options{}; // values, and what they are called
};

struct WorkPage {
    std::string url{};
    std::string title{};
    std::string lead{};
    std::string notes_title{}; // of the last column
    std::string today{};
    std::vector<WorkTile> tiles{};
    std::vector<WorkChoice> choices{};
    std::vector<WorkField> searched{}; // without the page
    std::vector<WorkRow> rows{};
    std::size_t found = 0;
    std::size_t page = 1;
    std::size_t pages = 1;
    std::size_t unread = 0;   // records that do not open
    std::size_t withheld = 0; // rows of this page that the rules do not show
    std::string refusal{};    // instead of the list
};

// Whom a row is about. `today`: as FHIR writes it.
std::string person_cell(const sharing::NamedSubject& subject, std::string_view today);

std::string work_page(const WorkPage& page, const html::PageHead& head);

} // namespace renkei::pages
