// The conformance kit: a folder of inputs with what must become of each, listed in its manifest.json.
// fixtures/README.md describes both.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/record/value/read_options.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// The tables of the kit: a head line, then a line for each row, its cells separated by tabs.
struct KitTableRow {
    diag::Where where{};
    std::vector<std::string> cells{};
};

// The rows below the head. Refuses a table with a row that does not have `columns` cells.
diag::Result<std::vector<KitTableRow>> read_kit_table(const std::filesystem::path& file, std::size_t columns);

struct BothLanguages {
    std::string japanese{};
    std::string english{};

    std::string text() const; // "日本語 / English", or the one that there is
};

struct Requirement {
    BothLanguages sentence{};
    std::string where{}; // the notice or standard

    bool is_known() const { return !where.empty(); }
};

// What requires each case and the absence of each finding, and the titles of the cases in Japanese: the kit's
// requirements.tsv.
class Requirements {
public:
    static diag::Result<Requirements> read(const std::filesystem::path& kit);

    // The English title as the manifest has it, and the Japanese one; empty if it is not known.
    BothLanguages title(std::string_view clause) const;
    // Of a case: by its title, else by its form.
    const Requirement& of_case(std::string_view clause, std::string_view form) const;
    // By the id of a message. Not known: what requires the case requires this, too.
    const Requirement& of_finding(std::string_view id) const;

private:
    struct Row {
        std::string title{};
        Requirement requirement{};
    };
    const Row& row(std::string_view kind, std::string_view key) const;

    std::map<std::string, Row, std::less<>> rows_{}; // by "kind key"
};

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
    std::string id{};
    std::string form{};
    std::string version{};
    std::string syntax{}; // of the form file: what is read forward and written backward
    CaseDirection direction = CaseDirection::forward;
    CaseLevel level = CaseLevel::complete;
    std::string input{}; // like the paths below, relative to the kit's folder
    record::ReadMode read_mode = record::ReadMode::strict;
    ExpectedVerdict verdict = ExpectedVerdict::accepted;
    std::string record{};  // expected: canonical text of the record; documents are separated by an empty line
    std::string bundle{};  // expected: the bundle, or one bundle a line
    std::string loss{};    // expected: one line per finding
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

// "visits[0].staff[1].name" → "visits.staff.name"
std::string without_indices(std::string_view place);
// Not a path: a part of a file name.
bool is_plain_name(std::string_view name);
// Is it a relative path that stays in the folder when links are followed? Files that a kit names are packed.
bool is_file_below(const std::filesystem::path& folder, std::string_view name);

// Refuses a kit that names files outside its folder.
diag::Result<ConformKit> read_kit(const std::filesystem::path& folder);

// What is asked of a program: the three directions of the kit, and what is asked of servers alone.
inline constexpr std::string_view validate_task = "validate";
inline constexpr std::string_view mhd_task = "mhd";
std::vector<std::string> tasks();  // "forward", "backward", "check", "validate", "mhd"
std::vector<std::string> levels(); // "basic", "complete", "foreign"

// The cases of the kit that a program supports. A missing result in scope fails; others are not counted.
struct ConformScope {
    std::set<std::string> forms{};        // ids; empty: all
    std::set<std::string> tasks{};        // of tasks(); empty: all
    CaseLevel level = CaseLevel::foreign; // and those below

    bool has_form(std::string_view form) const { return forms.empty() || forms.contains(std::string(form)); }
    bool has_task(std::string_view task) const { return tasks.empty() || tasks.contains(std::string(task)); }
    bool has(const ConformCase& about) const; // its form, its direction and its level
    // Are the case's form and level in the scope? The direction does not count: a task is made from the case.
    bool has_base(const ConformCase& about) const { return has_form(about.form) && about.level <= level; }
};

// "all" or "forward, check; admission; basic".
std::string to_text(const ConformScope& scope);

} // namespace renkei::conform
