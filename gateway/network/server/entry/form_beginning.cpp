// How a form begins: empty, from a document of the caller, or with what another form takes over.
#include "gateway/core/diag/grouped.h"
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/network/server/entry/form_entry.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/store/rows/uuid7.h"
#include "generated/messages/conversion.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

namespace renkei::server {
namespace {

using entry::Fields;
using entry::FilledForm;

// What is not in the new form, and why.
constexpr diag::Message not_taken_over[] = {message::prefill_compare,        message::prefill_differs,
                                            message::prefill_unfit,          message::prefill_other_rows,
                                            message::loss_not_in_form_items, message::loss_does_not_fit};

} // namespace

Response FormEntry::begin() {
    own_values(gateway_.clock().now());
    (void)filled_.read(fields_);
    return shown();
}

Response FormEntry::begin_from(const FilledForm& before, const Version& version, bool is_copy) {
    take_over(before.fields(), is_copy ? Beginning::copy : Beginning::correction);
    replaces_ = is_copy ? std::string() : shown_version(version);
    own_values(gateway_.clock().now(), revision_after(before));
    page_.notice = is_copy ? "送信済みの文書を写しました。送信先を直してください。新しい文書として送ります"
                           : "送信済みの文書です。訂正して送ると、次の版になります";
    (void)filled_.read(fields_);
    return shown();
}

Response FormEntry::begin_with(const FilledForm& made, const diag::Report& report, const Version& source) {
    std::set<std::string, std::less<>> carried;
    std::string others;
    for (const diag::Finding& found : diag::grouped(report, diag::Language::japanese)) {
        if (found.message == message::prefill_confirm) {
            carried.insert(found.where.path);
        } else if (std::ranges::find(not_taken_over, found.message) != std::end(not_taken_over)) {
            others += "<li>" + words_of(found) + "</li>\n";
        }
    }
    take_over(made.fields(), Beginning::other_form);
    take_over(made.texts_taken_over(carried), Beginning::other_form);
    own_values(gateway_.clock().now());
    page_.notice =
        "元の文書から引き継いで始めました。青い線の欄は、確かめて「この内容でよい」に印をつけるか、"
        "直してください";
    source_ = shown_version(source);
    page_.below = others.empty()
                      ? others
                      : "<section>\n<h2>引き継いでいないもの</h2>\n<ul>\n" + others + "</ul>\n</section>\n";
    (void)filled_.read(fields_);
    return shown();
}

void FormEntry::own_value(form::ItemId item, std::string_view value) {
    if (item != form::none && !value.empty()) {
        fields_.emplace_back(box_of(item), value);
    }
}

std::string FormEntry::box_of(form::ItemId item) const {
    return item == form::none ? std::string() : entry::box_name(form_, record_.root(), form_.items()[item]);
}

void FormEntry::take_over(Fields fields, Beginning how) {
    std::erase_if(fields, [&](const auto& field) { return is_own(entry::box_of(field.first), how); });
    std::ranges::move(fields, std::back_inserter(fields_));
}

bool FormEntry::is_own(std::string_view box, Beginning how) const {
    const form::FormHeader& about = form_.about();
    const auto is_of = [&](form::ItemId item) { return box == box_of(item); };
    return is_of(service::made_item(form_)) || is_of(about.created_day) || is_of(about.revision_item) ||
           (how != Beginning::correction && is_of(form_.document_id_item())) ||
           (how == Beginning::other_form &&
            std::ranges::any_of(own_numbers(), [&](const auto& own) { return is_of(own.first); }));
}

std::vector<std::pair<form::ItemId, std::string>> FormEntry::own_numbers() const {
    std::vector<std::pair<form::ItemId, std::string>> out;
    const std::vector<policy::Identifier> own = policy::identifiers_of(request_.caller.peer->numbers);
    for (std::size_t i = 0; i < form_.senders().size(); ++i) {
        const std::string_view system = plan_.text(plan_.sender_systems()[i]);
        const auto number = std::ranges::find(own, system, &policy::Identifier::system);
        if (!system.empty() && number != own.end()) {
            out.emplace_back(form_.senders()[i], number->value);
        }
    }
    return out;
}

std::string FormEntry::revision_after(const FilledForm& before) const {
    const form::ItemId item = form_.about().revision_item;
    unsigned number = 0;
    if (item != form::none && !replaces_.empty()) {
        const std::string_view text =
            before.record().value(before.record().root(), form_.items()[item]).text();
        (void)std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return std::to_string(number + 1);
}

void FormEntry::own_values(base::Millis now, const std::string& revision) {
    const form::FormHeader& about = form_.about();
    key_ = store::new_uuid7(now);
    draft_ = store::new_uuid7(now) + "/0";
    if (!has_field(box_of(about.created_item))) {
        own_value(about.created_item, service::made_text(form_, time::second_in_japan(now)));
    }
    if (about.created_day != about.created_item) {
        own_value(about.created_day, time::day_in_japan(now).text());
    }
    if (replaces_.empty()) {
        own_value(form_.document_id_item(), key_);
    }
    if (about.revision_item != about.created_item) {
        own_value(about.revision_item, revision);
    }
    const auto numbers = own_numbers();
    if (replaces_.empty() &&
        std::ranges::none_of(numbers, [&](const auto& own) { return has_field(box_of(own.first)); })) {
        for (const auto& [item, number] : numbers) {
            own_value(item, number);
        }
    }
    for (const form::ItemId id : form_.items().ids()) {
        if (has_field(box_of(id))) {
            continue; // the document says it
        }
        const form::ListId list = form_.items()[id].list;
        const mapping::PageRole role = plan_.page_item(id).role;
        if (role == mapping::PageRole::sender) {
            own_value(id, request_.caller.peer->name);
        } else if (role == mapping::PageRole::status && list != form::none) {
            const form::CodeRowId row = form_.row_of_fhir_code(form_.lists()[list], "final");
            own_value(id, row == form::none ? std::string_view()
                                            : form_.text(form_.rows(form_.lists()[list])[row].form));
        }
    }
}

bool FormEntry::has_field(std::string_view box) const {
    return std::ranges::find(fields_, box, &Fields::value_type::first) != fields_.end();
}

} // namespace renkei::server
