#include "gateway/forms/service/explain.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/record/value/unmapped_content.h"
#include "gateway/forms/service/documents.h"

#include <algorithm>

namespace renkei::service {
namespace {

using form::Form;
using form::Item;
using record::Record;
using record::Row;

// Walks a record in the order of the form.
class Walk {
public:
    explicit Walk(const Record& record) : record_(record), form_(record.form()), extras_(form_) {
        blanks_.collect(record, extras_);
        for (const form::ItemId i : form_.items().ids()) {
            order_.push_back(i);
        }
        std::ranges::stable_sort(order_, {}, [&](form::ItemId i) { return form_.items()[i].order; });
    }

    std::vector<ExplainedItem> run() {
        row(record_.root(), 0);
        return std::move(lines_);
    }

private:
    // The items of a row; a group where its first item stands.
    void row(const Row& row, unsigned depth) {
        std::vector<form::GroupId> groups_printed;
        for (const form::ItemId index : order_) {
            const Item& item = form_.items()[index];
            if (item.group == row.group) {
                box(row, item, depth);
                continue;
            }
            const form::GroupId group = form::child_towards(form_, row.group, item.group);
            if (group != form::none && std::ranges::find(groups_printed, group) == groups_printed.end()) {
                groups_printed.push_back(group);
                rows(row, group, depth);
            }
        }
    }

    void rows(const Row& parent, form::GroupId group, unsigned depth) {
        const form::Group& about = form_.groups()[group];
        if (group == extras_.blank) {
            return; // reported at its items
        }
        const record::Rows& rows = record_.rows(parent, group);
        if (about.kind == form::GroupKind::codes) {
            codes(parent, group, depth);
            return;
        }
        if (rows.count == 0 && !extras_.is_unmapped_content(group)) {
            lines_.push_back({.depth = depth, .item = text(about.id), .name = text(about.name)});
        }
        for (const Row* each : rows) {
            lines_.push_back({.depth = depth,
                              .is_heading = true,
                              .item = text(about.id),
                              .name = text(about.name),
                              .value = std::to_string(each->index + 1),
                              .state = ItemState::filled});
            row(*each, depth + 1);
        }
    }

    // A list of codes is one box.
    void codes(const Row& parent, form::GroupId group, unsigned depth) {
        const Item& item = *std::ranges::find(form_.items(), group, &Item::group);
        ExplainedItem line{.depth = depth, .item = text(item.id), .name = text(item.name)};
        for (const Row* each : record_.rows(parent, group)) {
            const std::string_view code = record_.value(*each, item).text();
            line.value += line.value.empty() ? "" : "・";
            line.value += form::text_of_code(form_, item.list, code);
            line.code += (line.code.empty() ? "" : " ") + std::string(code);
            line.state = ItemState::filled;
        }
        if (line.state != ItemState::filled && blanks_.has(form_, item, record::row_indices(parent))) {
            line.state = ItemState::blank;
        }
        lines_.push_back(std::move(line));
    }

    void box(const Row& row, const Item& item, unsigned depth) {
        const record::ItemValue& value = record_.value(row, item);
        if (item.is(form::implied) && value.empty()) {
            return; // no box of the form
        }
        ExplainedItem line{.depth = depth, .item = text(item.id), .name = text(item.name)};
        if (value.absent != nullptr) {
            line.state = ItemState::unknown;
            line.value = form::text_of_code(form_, form_.about().absent_list, value.absent->reason);
            line.code = value.absent->reason;
            line.note = value.absent->note;
        } else if (!value.text().empty()) {
            say_value(item, value.text(), line);
        } else if (blanks_.has(form_, item, record::row_indices(row))) {
            line.state = ItemState::blank;
        }
        lines_.push_back(std::move(line));
    }

    void say_value(const Item& item, std::string_view value, ExplainedItem& line) const {
        line.state = form::means_no_value(form_, item, value) ? ItemState::unknown : ItemState::filled;
        line.value = value;
        if (item.list != form::none) {
            line.value = form::text_of_code(form_, item.list, value);
            line.code = value;
        } else if (item.type == form::ItemType::flag) {
            line.code = value;
            line.value = value == "1" ? "☑" : "☐";
        }
    }

    std::string text(form::Str str) const { return std::string(form_.text(str)); }

    const Record& record_;
    const Form& form_;
    record::UnmappedContent extras_;
    record::BlankBoxes blanks_;
    std::vector<form::ItemId> order_; // item indices in the order of the form
    std::vector<ExplainedItem> lines_;
};

} // namespace

Explanation explain(const Record& record) {
    const Form& form = record.form();
    return {std::string(form.id()), std::string(form.text(form.about().title)), std::string(form.version()),
            Walk(record).run()};
}

ExplainOutcome explain(Workspace& workspace, const Input& input, const ReadSettings& settings) {
    ExplainOutcome out;
    out.outcome.input = input.name;
    Documents documents(workspace, input, settings, out.outcome.report);
    while (documents.next()) {
        out.outcome.report.append(documents.found());
        if (documents.is_usable()) {
            out.documents.push_back(explain(documents.record()));
        }
    }
    out.outcome.report.set_file(input.name);
    out.outcome.status = documents.has_failed() ? OutcomeStatus::refused : OutcomeStatus::done;
    return out;
}

} // namespace renkei::service
