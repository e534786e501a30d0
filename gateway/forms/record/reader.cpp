#include "gateway/forms/record/reader.h"

#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/version.h"
#include "generated/messages/forms.h"
#include "generated/messages/versions.h"

#include <optional>
#include <utility>

namespace renkei::record {
namespace {

// What to say of a version that is not the form's; null: nothing.
const diag::Message* message_of(VersionAge age) {
    switch (age) {
    case VersionAge::same:
    case VersionAge::unknown: return nullptr;
    case VersionAge::newer: return &diag::message::version_newer;
    case VersionAge::earlier_read: return &diag::message::version_earlier;
    case VersionAge::earlier_refused: return &diag::message::version_refused;
    case VersionAge::older: return &diag::message::version_unknown;
    }
    return nullptr;
}

} // namespace

Reader::Reader(const form::Form& form, const form::Syntax& syntax, std::string_view bytes,
               ReadOptions options)
    : form_(&form),
      syntax_(&syntax),
      options_(std::move(options)),
      named_(form, syntax, options_),
      documents_((syntax.kind == form::SyntaxKind::json ? json_documents : csv_documents)(form, syntax, bytes,
                                                                                          options_)),
      first_version_(options_.part ? options_.part->first_version : "") {}

bool Reader::next(Record& record, diag::Report& report) {
    record.clear(*form_);
    if (said_name_ && named_.findings().at_least(diag::Severity::error)) {
        return false; // what stands in the name is wrong for all documents, and was said
    }
    named_.add_to(record);
    if (!documents_->next(record, report)) {
        record.clear(*form_);
        return false;
    }
    if (!std::exchange(said_name_, true)) {
        report.append(named_.findings());
    }
    record.number_rows();
    check_version(record, report);
    report.set_file(options_.file);
    return true;
}

// One version per file (ケアプランデータ連携標準仕様 4.1). A newer one than ours is read as ours, and so is
// an earlier one with the same columns.
void Reader::check_version(const Record& record, diag::Report& report) {
    const form::ItemId index = form_->about().version_item;
    if (index == form::none) {
        return;
    }
    const form::Item& item = form_->items()[index];
    const std::string_view version = record.value(record.root(), item).text();
    const bool is_first = first_version_.empty();
    if (is_first) {
        first_version_ = version;
    }
    std::optional<diag::Finding> finding;
    if (syntax_->has_header != 0 && !version.empty() && !same_version(version, form_->version())) {
        finding = about_item(*form_, item, diag::message::header_version,
                             {std::string(form_->version()), std::string(version)}, version);
    } else if (!version.empty() && !same_version(version, first_version_)) {
        finding = about_item(*form_, item, diag::message::versions_mixed,
                             {std::string(version), first_version_}, version);
    } else if (is_first && !version.empty()) {
        if (const diag::Message* const said = message_of(age_of_version(*form_, version)); said != nullptr) {
            finding = about_item(*form_, item, *said, {std::string(version), std::string(form_->version())},
                                 version);
        }
    }
    if (finding) {
        finding->where = where({record.root(), index, form::none, record.value(record.root(), item).offset});
        report.add(*std::move(finding));
    }
}

diag::Where Reader::where(const ItemLocation& location) const {
    const bool is_named = location.item != form::none && is_in_name_only(*form_, *syntax_, location.item);
    diag::Where out = is_named ? diag::Where{} : documents_->where(location);
    out.file = options_.file;
    return out;
}

} // namespace renkei::record
