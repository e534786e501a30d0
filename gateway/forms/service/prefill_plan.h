// What a form can take from another one, as its prefill.yaml says. The head of mappings/<form>/prefill.yaml
// explains the grammar.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/transfer/target_record.h"
#include "gateway/forms/transfer/transfer.h"

#include <re2/re2.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace renkei::service {

enum class PrefillRule : std::uint8_t { copy, swap, link, person, recompute, copy_confirm, compare };

// Which values of the input that no row takes are in the report.
enum class PrefillLeft : std::uint8_t {
    unsaid,
    of_rows, // of items that a row reads
    all
};

struct PrefillRow {
    form::ItemId from; // item of the form that is read
    form::ItemId to;   // item of the form that is begun
    PrefillRule rule;
    bool has_map;
    std::map<std::string, std::string> map; // value there → value here
    std::string note;
    std::optional<std::string> join;        // between the texts of several rows; nothing: they must be equal
    std::shared_ptr<const re2::RE2> take{}; // its group is the value; null: all of it is
    std::optional<std::uint32_t> row{};     // of the group, counted from 0, for an item of the document
};

// Rows of the input are read only where this item has one of these values.
struct PrefillOnly {
    form::ItemId item;
    std::vector<std::string> values;
    std::optional<form::ItemId> one; // the rows must say the same in this one, too
};

struct PrefillPlan {
    const mapping::Plan* from = nullptr;
    const mapping::Plan* to = nullptr;
    std::map<PrefillRule, std::string> sentences; // the texts for the user, in Japanese
    std::vector<PrefillRow> rows;
    std::optional<PrefillOnly> only;
    PrefillLeft left = PrefillLeft::unsaid;
    // From a foreign document, whose values need the conditions of a transfer: all of it is said by this one.
    std::optional<transfer::Transfer> carried{};
};

// The plan that begins `to` (empty: the only form that can be begun) from `from`. A form has a file
// prefill.yaml, or prefill-FORM.yaml, for each form that it can be begun from.
diag::Result<PrefillPlan> read_prefill(const std::filesystem::path& mappings,
                                       const catalogue::Catalogue& catalogue, const mapping::Plan& from,
                                       const std::string& to);

// Each pair of forms for which there is a file.
struct PrefillPair {
    std::string from;
    std::string to;
    std::filesystem::path file;
};
diag::Result<std::vector<PrefillPair>> list_prefills(const std::filesystem::path& mappings,
                                                     const catalogue::Catalogue& catalogue);

// What the new record has of its own.
struct NewRecord {
    const std::string& created;
    const std::string& document_id;
    const transfer::GivenValues& values; // they count before what the input says
    const record::Rules& rules;          // of the new form: which items must be filled
};

// The report holds every value that was taken over or shown, and which items are still open. Fails where the
// input has nothing that the new form takes.
diag::Result<void> begin_record(const PrefillPlan& plan, const record::Record& from, const NewRecord& made,
                                record::Record& to, diag::Report& report);

// Where the moment stands at which a document is made; none where the form has in its place a day that the
// document is about (an evaluation), which only its author knows.
form::ItemId made_item(const form::Form& form);

// The moment as the form's `created_item` takes it: "2026-02-05T11:00:00+09:00", or its day.
std::string_view made_text(const form::Form& form, std::string_view moment);

// What no row of the plan took, computed from what was taken: the new form has no box for it, or no code that
// says the same.
void report_left(const PrefillPlan& plan, const record::Record& from,
                 const std::set<const record::ItemValue*>& taken, diag::Report& report);

// What is said of a value of the new record: the sentence of the row's rule, and the row's note.
diag::Finding finding_of(diag::Message message, const PrefillPlan& plan, const PrefillRow& row,
                         const form::Item& here, const std::string& value, std::string path);
void list_missing(const NewRecord& made, const record::Record& to, diag::Report& report);

} // namespace renkei::service
