// A form file as records.
#include "gateway/core/base/number.h"
#include "gateway/core/text/replace.h"
#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/service/source.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace renkei::service {
namespace {

using diag::Severity;

std::size_t hash_of(std::string_view text) { return text.empty() ? 0 : base::TextHash()(text) | 1U; }

std::size_t hash_of(const form::Form& form, const record::Row& row) {
    constexpr std::size_t spread = 31;
    const form::Group& group = form.groups()[row.group];
    std::size_t out = row.group.value;
    for (std::size_t slot = 0; slot < group.items; ++slot) {
        out = out * spread + hash_of(row.values[slot].text());
    }
    for (std::size_t slot = 0; slot < group.groups; ++slot) {
        for (const record::Row* const each : row.groups[slot]) {
            out = out * spread + hash_of(form, *each);
        }
    }
    return out;
}

// Is each document of a file about one person, and whole? Two records with one document id are versions of
// one document; if they are of two persons, one replaces the other's, and if they are lines of one version,
// each has only a part of it. If they are one version and differ otherwise, one of them is lost.
class DocumentPersons {
public:
    // `seen`: of the whole file.
    DocumentPersons(const mapping::Plan& plan, std::shared_ptr<SeenDocuments> seen)
        : form_(&plan.form()),
          has_lines_(std::ranges::find(form_->groups(), form::GroupKind::level, &form::Group::kind) !=
                     form_->groups().end()),
          seen_(std::move(seen)) {
        add_items(plan, mapping::PageRole::name);
        add_items(plan, mapping::PageRole::birth_date);
        if (items_.empty()) {
            add_items(plan, mapping::PageRole::insured_number);
        }
    }

    // What to say of the record of this number in the file, without its place.
    std::optional<diag::Finding> check(const record::Record& record, std::size_t number) {
        const mapping::IdentityParts parts = mapping::identity_parts(record);
        if ((items_.empty() && !has_lines_) || parts.sender.empty() || parts.document.empty()) {
            return std::nullopt;
        }
        SeenDocument here{.number = number,
                          .revision = hash_of(parts.revision),
                          .person = {},
                          .content = hash_of(*form_, record.root())};
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
        if (before && different.empty() && before->revision == here.revision &&
            before->content != here.content) {
            return diag::finding(diag::message::document_twice, {},
                                 {parts.document, std::to_string(before->number)});
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

private:
    void add_items(const mapping::Plan& plan, mapping::PageRole role) {
        for (const form::ItemId item : form_->items().ids()) {
            if (form_->items()[item].group == form::document_group && plan.page_item(item).role == role) {
                items_.push_back(item);
            }
        }
    }

    const form::Form* form_;
    std::vector<form::ItemId>
        items_;      // name and birth date of the person; where a form has neither, the number
    bool has_lines_; // a document is many lines
    std::shared_ptr<SeenDocuments> seen_;
};

class FormSource final : public RecordSource {
public:
    FormSource(const mapping::Plan& plan, const form::Syntax& syntax, const Input& input,
               record::ReadOptions options)
        : plan_(&plan),
          syntax_(&syntax),
          input_(&input),
          name_(record::bare_file_name(options.name.empty() ? input.name : options.name)),
          reader_(plan.form(), syntax, input.bytes, std::move(options)),
          persons_(plan, input.part ? input.part->seen : std::make_shared<SeenDocuments>()),
          number_(input.part ? input.part->documents : 0) {}

    InputKind kind() const override { return InputKind::form; }
    const mapping::Plan& plan() const override { return *plan_; }
    const form::Syntax* syntax() const override { return syntax_; }
    std::string_view form() const override { return plan_->form().id(); }

    ReadStatus next(record::Record& record, diag::Report& report) override {
        diag::Report found;
        const bool any = reader_.next(record, found);
        number_ += any ? 1U : 0U;
        bool is_damaged = found.at_least(Severity::error);
        if (any && !is_damaged) {
            record::check_file_name(name_, record, *syntax_, found);
            check_person(record, found);
            check_number(record, found);
            is_damaged = found.at_least(Severity::error);
        }
        found.set_file(input_->name);
        report.append(found);
        if (is_damaged && (any || !said_unusable_)) {
            said_unusable_ = true;
            return ReadStatus::unusable;
        }
        return any ? ReadStatus::document : ReadStatus::end;
    }

    diag::Where where(const record::ItemLocation& location) const override { return reader_.where(location); }
    std::string original() const override { return reader_.original(); }
    std::string_view bundle() const override { return {}; }
    const json::Tree* tree() const override { return nullptr; }
    const resources::BundleIndex* index() const override { return nullptr; }
    void append_about_bundle(diag::Report& report, const diag::Report& found) const override {
        for (diag::Finding finding : found.findings()) {
            finding.where = {.file = input_->name, .path = finding.where.path};
            report.add(std::move(finding));
        }
    }

private:
    void check_person(const record::Record& record, diag::Report& report) {
        std::optional<diag::Finding> other = persons_.check(record, number_);
        if (!other) {
            return;
        }
        const std::span<const form::ItemId> documents = plan_->form().documents();
        const auto in_line = std::ranges::find_if(documents, [&](form::ItemId each) {
            return !record::is_in_name_only(plan_->form(), *syntax_, each);
        });
        add_about(record, in_line == documents.end() ? documents.front() : *in_line, *std::move(other),
                  report);
    }

    // A gap may be a record that was cut out; the records that are there are whole.
    void check_number(const record::Record& record, diag::Report& report) {
        if (syntax_->numbered == form::none) {
            return;
        }
        const std::string_view text =
            record.value(record.root(), plan_->form().items()[syntax_->numbered]).text();
        const std::optional<base::Number> number = base::Number::of(text);
        const std::int64_t found = number ? number->scaled(0).value_or(0) : 0;
        const std::int64_t expected = std::exchange(expected_, found + 1);
        if (expected != 0 && found != expected) {
            add_about(record, syntax_->numbered,
                      diag::finding(diag::message::record_number, {}, {std::string(text)}), report);
        }
    }

    void add_about(const record::Record& record, form::ItemId item, diag::Finding finding,
                   diag::Report& report) const {
        finding.where = reader_.where({record.root(), item, form::document_group, 0});
        finding.item = plan_->form().text(plan_->form().items()[item].id);
        finding.name = plan_->form().text(plan_->form().items()[item].name);
        report.add(std::move(finding));
    }

    const mapping::Plan* plan_;
    const form::Syntax* syntax_;
    const Input* input_;
    std::string name_; // of the file
    record::Reader reader_;
    DocumentPersons persons_;
    std::size_t number_;         // of the record read last, in the file
    std::int64_t expected_ = 0;  // the number that the next one should have; 0: a file may begin with any
    bool said_unusable_ = false; // what was wrong behind the last document is said once
};

} // namespace

std::unique_ptr<RecordSource> form_source(const mapping::Plan& plan, const form::Syntax& syntax,
                                          const Input& input, record::ReadOptions options) {
    return std::make_unique<FormSource>(plan, syntax, input, std::move(options));
}

} // namespace renkei::service
