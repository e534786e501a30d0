// What is kept about a person, for that person: in plain words, first how the certification stands, then the
// insurance as cards, what comes next, the newest answer to each question with the document and the day that
// it comes from, terms explained where they stand. Then the offices that are registered, and the consent,
// which is given and withdrawn here. A proxy is not spoken to as the person.
#pragma once

#include "gateway/network/mhd/eligibility/eligibility.h"
#include "gateway/network/mhd/summary/own_sections.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace renkei::pages {

struct OwnOffice {
    std::string name{};
    std::string from{};      // days
    std::string until{};     // empty: no end is known
    bool is_serving = false; // no: it ended or lapsed
};

struct OwnConsent {
    std::string day{};
    bool permits = true;
    std::string withdrawn{}; // the day; empty: it was not
};

// How an application for certification stands: words of sharing/certification.h, and days.
struct OwnCertification {
    std::string kind{};
    std::string state{};
    std::vector<std::pair<std::string, std::string>> done{}; // steps with their days
    std::string next{};                                      // empty: no step comes any more
    std::string due{};
    std::string noticed{}; // the notice that it takes longer; empty: there is none
    std::string reason{};
};

struct OwnView {
    const mhd::OwnSections& own;                  // for whom the page is
    const mhd::SummaryContent* content = nullptr; // null: no document is shown
    std::vector<mhd::SummarySection> sections{};  // of the content
    mhd::Eligibility eligibility{};               // for the cards
    bool is_of_several = false;                   // documents with one number disagree about whose it is
    mhd::Audience audience = mhd::Audience::person;
    std::optional<OwnCertification> certification{};
    std::vector<OwnOffice> offices{};
    std::vector<OwnConsent> consents{}; // the newest first
    bool is_consent_in_force = false;
    bool can_withdraw = false;
    bool shows_accesses = true; // no: the person is hidden
    std::string form{};         // of the token that protects the forms of the page
};

// What documents say of the insurance on a day: what holds, else what may; below it what does not.
struct OwnCards {
    std::string first{}; // a notice of what the first card says; empty: nothing
    std::string html{};  // empty: there is no card
};
OwnCards own_cards(const OwnView& view, diag::Language language);

// Links and forms lead to addresses below the page's own, so that a portal may show it at any address.
std::string own_page(const OwnView& view, diag::Language language);

} // namespace renkei::pages
