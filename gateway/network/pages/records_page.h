// A page of a person's registrations and consents: what each opens, and since or until when.
#pragma once

#include "gateway/forms/html/page.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::pages {

struct ShownRegistration {
    std::string office{}; // name and number
    std::string service_type{};
    std::string state{}; // in a word
    bool holds = false;
    std::string from{}; // days and instants as FHIR writes them
    std::string until{};
    std::string checked{}; // when identity was
    std::string checked_how{};
    std::string ended{};
    std::string ended_how{};
    std::string view_until{};
    std::vector<std::string> notes{};      // of claims and plan
    std::vector<std::string> opens{};      // kinds of information that the office may read now
    std::vector<std::string> opens_part{}; // the same without places, because of protective measures
    std::vector<std::string> would_open{}; // with the person's consent
    std::string opens_nothing{};           // why it opens none of them; empty: it does, or its state says so
    std::string acts{};                    // buttons, as HTML; likewise below
};

struct ShownConsent {
    std::string given{};
    std::string what{}; // 同意, 不同意
    std::string by{};
    std::string taker{};
    std::string kinds{};
    std::string receivers{};
    std::string from{};
    std::string until{};
    std::string state{};
    std::string withdrawn{};
    bool holds = false;
    std::string acts{};
};

struct ShownCertification {
    std::string id{};
    std::string applied{};
    std::string kind{};
    std::string state{};
    bool is_open = false;
    std::string next{};
    std::string due{};
    std::vector<std::pair<std::string, std::string>> done{}; // steps with their days
    std::string certified{};                                 // the level and its period, in words
    std::string noticed{};                                   // that it takes longer
    std::string reason{};
    std::string acts{};
};

// Of a kind that has no table of its own.
struct ShownRecord {
    std::string kind{};
    std::vector<std::pair<std::string, std::string>> items{}; // names and what they say
    std::string acts{};
};

struct RecordsPage {
    std::string records_url{};
    std::vector<std::pair<std::string, std::string>> searched{}; // what was asked: insurer, person
    std::string refusal{};                                       // instead of an answer
    std::string note{};                                          // above the answer
    bool is_answered = false;
    std::vector<ShownRegistration> registrations{};
    std::vector<ShownConsent> consents{};
    std::vector<ShownCertification> certifications{}; // none: no part of the page
    std::vector<ShownRecord> others{};                // likewise
    std::string acts{};                               // that enter what is not there yet
};

std::string records_page(const RecordsPage& page, const html::PageHead& head);

} // namespace renkei::pages
