// A filled form as text: every item in the form's order, with its printed name and value.
#pragma once

#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/source.h"

#include <string>
#include <vector>

namespace renkei::service {

enum class ItemState : std::uint8_t {
    filled,
    unknown,    // there is a reason instead of a value, or a code that means "no value"
    blank,      // the box was shown and left blank
    not_stated, // nothing was said about it
};

struct ExplainedItem {
    unsigned depth = 0;      // 0: the document; one more inside every group
    bool is_heading = false; // a row of a group: only name and value ("1", "2" …)
    std::string item{};      // id of the item or group
    std::string name{};      // as printed on the form
    std::string value{};     // what the box says; of a code its text. For a reason: the reason's text
    std::string code{};      // the code itself, if it is one
    std::string note{};      // of a reason
    ItemState state = ItemState::not_stated;
};

struct Explanation {
    std::string form;
    std::string title;
    std::string version;
    std::vector<ExplainedItem> lines;
};

// One explanation per document of the input; `outcome.documents` stays empty.
struct ExplainOutcome {
    Outcome outcome;
    std::vector<Explanation> documents;
};
ExplainOutcome explain(Workspace& workspace, const Input& input, const ReadSettings& settings);

Explanation explain(const record::Record& record);

} // namespace renkei::service
