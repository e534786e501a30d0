#include "gateway/forms/service/document_persons.h"

#include "gateway/core/text/replace.h"
#include "gateway/forms/mapping/fill/identity.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::service {
namespace {

std::size_t hash_of(std::string_view text) { return text.empty() ? 0 : base::TextHash()(text) | 1U; }

} // namespace

DocumentPersons::DocumentPersons(const mapping::Plan& plan, std::shared_ptr<SeenDocuments> seen)
    : form_(&plan.form()),
      has_lines_(std::ranges::find(form_->groups(), form::GroupKind::level, &form::Group::kind) !=
                 form_->groups().end()),
      seen_(std::move(seen)) {
    for (const form::ItemId item : form_->items().ids()) {
        const mapping::PageRole role = plan.page_item(item).role;
        const bool is_of_document = form_->items()[item].group == form::document_group;
        if (is_of_document && (role == mapping::PageRole::name || role == mapping::PageRole::birth_date)) {
            items_.push_back(item);
        }
    }
}

std::optional<diag::Finding> DocumentPersons::check(const record::Record& record, std::size_t number) {
    const mapping::IdentityParts parts = mapping::identity_parts(record);
    if ((items_.empty() && !has_lines_) || parts.sender.empty() || parts.document.empty()) {
        return std::nullopt;
    }
    SeenDocument here{.number = number, .revision = hash_of(parts.revision), .person = {}};
    for (const form::ItemId item : items_) {
        here.person.push_back(
            hash_of(text::plainest(record.value(record.root(), form_->items()[item]).text())));
    }
    const std::optional<SeenDocument> before =
        seen_->add(std::string(parts.sender) + '\n' + parts.document, here);
    if (before && has_lines_ && before->revision == here.revision) {
        return diag::finding(diag::message::document_apart, {}, {std::to_string(before->number)});
    }
    std::string different;
    for (std::size_t i = 0; before && i < items_.size(); ++i) {
        const bool are_filled = before->person[i] != 0 && here.person[i] != 0;
        if (are_filled && before->person[i] != here.person[i]) {
            different.append(different.empty() ? "" : ", ")
                .append(form_->text(form_->items()[items_[i]].name));
        }
    }
    if (different.empty()) {
        return std::nullopt;
    }
    diag::Finding out = diag::finding(diag::message::same_id_other_person, {},
                                      {parts.document, std::to_string(before->number), different});
    if (before->revision != here.revision) {
        out.severity = diag::Severity::warning; // a later revision may correct the person
    }
    return out;
}

} // namespace renkei::service
