// What our own program makes of the input of a case: the kit's expectations.
#pragma once

#include "gateway/forms/conform/kit/conform_kit.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/workspace.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

struct MadeCase {
    ExpectedVerdict verdict = ExpectedVerdict::accepted;
    std::string record{};                 // canonical texts, separated by an empty line
    std::string bundle{};                 // as the kit keeps it
    std::string loss{};                   // one line per finding: severity, id, place, item
    std::string name{};                   // of the file, if items stand in it
    std::vector<std::string> documents{}; // as the program writes them
};
// `input` has the name of the case's input, because items may stand in it.
MadeCase make_case(service::Workspace& workspace, const ConformCase& about, const service::Input& input);

// The file that the kit expects a program to write for a case: <id>.json, .ndjson or .csv; <id>/NAME if items
// stand in the name.
std::string result_name(const ConformCase& about, const MadeCase& made);
std::string result_bytes(const MadeCase& made);

// One document with one entry a line, as a reviewer reads it and version control compares it.
diag::Result<std::string> one_entry_a_line(std::string_view bundle);

} // namespace renkei::conform
