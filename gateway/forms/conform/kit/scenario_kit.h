// Scenarios of the conformance kit: what a person in a care office or a hospital wants to do, and what must
// come of it. They are data: scenarios.json beside the manifest. fixtures/README.md describes them.
#pragma once

#include "gateway/forms/conform/kit/conform_kit.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

enum class ScenarioKind : std::uint8_t {
    send,       // a form is filled from a story
    receive,    // questions about documents that came
    refuse,     // a document that must not be taken
    version,    // a later version came: which values hold now?
    withdrawal, // a document was withdrawn: what holds now?
    clins,      // a document of JP-CLINS came
};
std::string_view to_text(ScenarioKind kind);
std::vector<std::string> scenario_kinds();

struct ScenarioItem {
    std::string place; // "medicine[0].name"
    std::string value; // canonical text
};

struct ScenarioChoice {
    std::string code;
    std::string text; // as printed on the form
};

struct ScenarioQuestion {
    std::string id;
    BothLanguages ask;
    std::vector<std::string> answers;    // all of them, in any order
    std::vector<ScenarioChoice> choices; // of a code; the text is as good as the code
};

struct Scenario {
    ScenarioKind kind = ScenarioKind::send;
    ConformCase about; // with its title and what requires it
    std::vector<std::string> inputs;
    std::vector<ScenarioItem> expected; // send: what the form says
    std::vector<std::string> own;       // send: items that are the sender's own affair, and groups of them
    std::vector<ScenarioQuestion> questions;

    bool is_in(const ConformScope& scope) const;
};

diag::Result<std::vector<Scenario>> read_scenarios(const ConformKit& kit);

} // namespace renkei::conform
