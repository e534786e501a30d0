// The conformance kit: a folder of inputs with what must become of each, listed in its manifest.json.
// fixtures/README.md describes both.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/conform/requirements.h"
#include "gateway/forms/record/value/read_options.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

enum class CaseDirection : std::uint8_t {
    forward,  // a form file becomes bundles
    backward, // a bundle becomes a form file
    check,    // a form file is checked against the rules of its form
};

std::string_view to_text(CaseDirection direction); // as the manifest writes it

// How much a program can do; each level holds those above it.
enum class CaseLevel : std::uint8_t {
    basic,    // one document as it should be: smallest, complete, the ministry's samples
    complete, // whatever the form allows, and refusals of what it does not
    foreign,  // what other programs write: other bundles, newer versions, common deviations
};
std::string_view to_text(CaseLevel level);

enum class ExpectedVerdict : std::uint8_t { accepted, accepted_with_findings, refused };

struct ConformCase {
    std::string id;
    std::string form;
    std::string version;
    std::string syntax; // of the form file: what is read forward and written backward
    CaseDirection direction = CaseDirection::forward;
    CaseLevel level = CaseLevel::complete;
    std::string input; // like the paths below, relative to the kit's folder
    record::ReadMode read_mode = record::ReadMode::strict;
    ExpectedVerdict verdict = ExpectedVerdict::accepted;
    std::string record;    // expected: canonical text of the record; documents are separated by an empty line
    std::string bundle;    // expected: the bundle, or one bundle a line
    std::string loss;      // expected: one line per finding
    BothLanguages title{}; // what is tested; of a case in English, and Requirements has the rest
    Requirement rule{};    // what requires it; of a case only where

    std::string clause() const;    // `title` in the languages that it has
    std::string reference() const; // `rule` in the same way
};

struct ConformKit {
    std::filesystem::path folder;
    std::string version;            // empty: the manifest names none
    std::vector<ConformCase> cases; // in the order of the manifest
};

// Not a path: a part of a file name.
bool is_plain_name(std::string_view name);
// Is it a relative path that stays in the folder when links are followed? Files that a kit names are packed.
bool is_file_below(const std::filesystem::path& folder, std::string_view name);

// Refuses a kit that names files outside its folder.
diag::Result<ConformKit> read_kit(const std::filesystem::path& folder);

} // namespace renkei::conform
