// One kind of ledger record by its example (mappings/ledger/KIND): its items between the row that is kept and
// the FHIR resource. It knows no kind; what is special of one stands beside its reader and writer.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/network/server/records/record_parts.h"
#include "gateway/network/server/records/strict_resource.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::server {

// The working memory of one thread, and the items of one record.
class RecordForm {
public:
    // That of this thread, for the forms used last.
    static RecordForm& of(const RecordForms& forms, std::string_view kind);
    explicit RecordForm(const mapping::Plan& plan, json::NameTable names);

    const form::Form& form() const { return plan_.form(); }
    std::string_view text(std::string_view item) const; // empty: not said
    bool is_alone(std::string_view item) const;         // kept or shown, not both; or the id
    void set(std::string_view item, std::string_view text);

    // As an item, or a number's two, may be written; the error names it.
    diag::Result<void> read_item(std::string_view item, std::string_view written);
    // The first rule of the kind that these items break.
    diag::Result<void> check_rules() const;

    // The items of a kept row, which is one JSON object: a member is the item of its name, in an object
    // `object.member`. A number ("office:…") is `member.system` and `member.value`. The row outlives them.
    diag::Result<void> read_row(std::string_view json);
    // The row that these items are. `unsaid`: what a resource does not say and a row cannot do without.
    diag::Result<std::string>
    row(std::initializer_list<std::pair<std::string_view, std::string_view>> unsaid) const;

    std::string resource();
    // All of it, or an error that names the place (strict_resource.h). The text outlives the items.
    diag::Result<void> read_resource(std::string_view json, std::initializer_list<ItemWords> lists = {});
    // Of the resource that was read.
    diag::Error wrong(std::string_view item, std::string_view expected, unsigned above = 0) const;
    diag::Error wrong_member(std::string_view member, std::string_view expected) const;

private:
    const form::Item& item(std::string_view id) const;
    void read_members(json::NodeId object, const std::string& path);

    const mapping::Plan& plan_;
    mapping::Fill fill_;
    mapping::Matcher matcher_;
    record::Record record_;
    json::Parser parser_;
    json::Tree tree_; // of the resource
    json::Tree row_;
};

} // namespace renkei::server
