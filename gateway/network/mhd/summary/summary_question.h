// Which question a resource answers, so that answers of several documents stand together, and its answer in
// parts: a value, boxes, numbers.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/form/wordings.h"
#include "gateway/network/mhd/metadata/path.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mhd {

struct SummaryNumber {
    double value = 0;
    std::string text{}; // as it is written
    std::string unit{};
};

// A component: a further value, or a box.
struct SummaryPart {
    std::string key{}; // as that of a question
    std::string what{};
    std::string value{};
    std::optional<bool> is_ticked{}; // nothing: it is no box
    std::optional<SummaryNumber> number{};
};

struct SummaryQuestion {
    std::string key{};   // the same for the same question in any form
    std::string value{}; // without its parts; states of a resource in Japanese
    std::optional<SummaryNumber> number{};
    std::vector<SummaryPart> parts{};
    bool names_nothing = false; // it says that there is none, or that this is not known
    bool is_unknown = false;    // that it is not known, or was not asked
    bool is_restricted = false; // meta.security, of what its line follows, too: R or V
    bool is_group = false;      // says nothing itself: its members do
};

// `canonical`: base of our own definitions, whose code system of concepts makes forms comparable.
SummaryQuestion summary_question(const json::Tree& tree, json::NodeId resource, std::string_view canonical,
                                 const form::Wordings& wordings, const Follow& follow = {});
// Of what is asked by its name; `type`: of the resource, or "Patient.contact".
std::string question_key(std::string_view type, std::string_view what);

} // namespace renkei::mhd
