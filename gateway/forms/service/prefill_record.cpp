#include "gateway/core/time/date.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/service/prefill_plan.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::service {
namespace {

using form::Form;
using form::Item;
using record::Record;
using record::Row;

// What the input says for one box of the new record.
struct TakenValues {
    Row* target;
    std::vector<std::string> values; // different ones, in the order of the input
};

// The age rule of the new form that computes an item.
const form::Rule* age_rule(const Form& form, form::ItemId item) {
    const auto found = std::ranges::find_if(form.rules(), [&](const form::Rule& rule) {
        return rule.kind == form::RuleKind::agrees && rule.subject == item && rule.conditions == 0;
    });
    return found == form.rules().end() ? nullptr : &*found;
}

// Which rows of the input are read: those of which `only` says it, those above and below them, and all rows
// of which it asks nothing.
class ReadRows {
public:
    // `wanted`: what `one` must be; empty: it is not said.
    ReadRows(const PrefillPlan& plan, const Record& from, std::string_view wanted)
        : plan_(plan),
          from_(from) {
        if (plan.only) {
            group_ = from.form().items()[plan.only->item].group;
            for (const Row* row : transfer::rows_of(from, group_)) {
                take(*row, wanted);
            }
        }
    }

    const std::set<std::string>& ones() const { return ones_; } // of the rows that are read

    const std::map<std::string, std::uint64_t>& others() const { return others_; } // value: number of rows
    bool finds_none() const { return plan_.only && read_.empty(); }

    bool reads(const Row& row) const {
        if (!plan_.only) {
            return true;
        }
        for (const Row* each = &row; each != nullptr; each = each->parent) {
            if (each->group == group_) {
                return read_.contains(each);
            }
        }
        return !is_above(row.group) || read_.contains(&row);
    }

    // How many rows before it, in the same row, are read.
    std::uint32_t place(const Row& row) const {
        const record::Rows& siblings = from_.rows(*row.parent, row.group);
        return static_cast<std::uint32_t>(std::ranges::count_if(
            siblings, [&](const Row* each) { return each->index < row.index && reads(*each); }));
    }

private:
    std::string_view text_of(const Row& row, form::ItemId item) const {
        return from_.value(row, from_.form().items()[item]).text();
    }
    void take(const Row& row, std::string_view wanted) {
        const std::string_view text = text_of(row, plan_.only->item);
        const std::string one(plan_.only->one ? text_of(row, *plan_.only->one) : std::string_view());
        if (std::ranges::find(plan_.only->values, text) == plan_.only->values.end()) {
            ++others_[std::string(text)];
        } else if (!wanted.empty() && one != wanted) {
            ++others_[fmt::format("{} {}", text, one)];
        } else {
            ones_.insert(one);
            mark(row);
        }
    }
    void mark(const Row& row) {
        for (const Row* each = &row; each != nullptr; each = each->parent) {
            read_.insert(each);
        }
    }
    bool is_above(form::GroupId group) const {
        for (form::GroupId each = group_; each != form::document_group;) {
            each = from_.form().groups()[each].parent;
            if (each == group) {
                return group != form::document_group;
            }
        }
        return false;
    }

    const PrefillPlan& plan_;
    const Record& from_;
    form::GroupId group_ = form::document_group;
    std::set<const Row*> read_;
    std::map<std::string, std::uint64_t> others_;
    std::set<std::string> ones_;
};

// Where `one` of the rows goes.
const PrefillRow* row_of_one(const PrefillPlan& plan) {
    const auto found = std::ranges::find_if(plan.rows, [&](const PrefillRow& row) {
        return plan.only && plan.only->one && row.from == *plan.only->one;
    });
    return found == plan.rows.end() ? nullptr : &*found;
}

// What the user says of it.
std::string_view wanted_one(const PrefillPlan& plan, const transfer::GivenValues& given) {
    const PrefillRow* const row = row_of_one(plan);
    const auto found = std::ranges::find_if(given, [&](const auto& each) {
        return row != nullptr && each.first == plan.to->form().text(plan.to->form().items()[row->to].id);
    });
    return found == given.end() ? std::string_view() : std::string_view(found->second);
}

class Begin {
public:
    Begin(const PrefillPlan& plan, const Record& from, const NewRecord& made, Record& to,
          diag::Report& report)
        : plan_(plan),
          from_(from),
          made_(made),
          to_(to),
          form_(plan.to->form()),
          report_(report),
          rows_(plan, from, wanted_one(plan, made.values)),
          target_(form_, to, report) {}

    diag::Result<void> run() {
        TRY_VOID(check_rows());
        TRY_VOID(check_one());
        own_values();
        const auto for_each = [&](auto wanted, auto work) {
            for (const PrefillRow& row : plan_.rows) {
                if (wanted(row.rule)) {
                    (this->*work)(row);
                }
            }
        };
        for_each([](PrefillRule rule) { return rule == PrefillRule::person; }, &Begin::take);
        if (other_person_) {
            return tl::make_unexpected(*std::move(other_person_));
        }
        for_each(
            [](PrefillRule rule) { return rule != PrefillRule::person && rule != PrefillRule::recompute; },
            &Begin::take);
        for_each([](PrefillRule rule) { return rule == PrefillRule::recompute; }, &Begin::recompute);
        to_.number_rows();
        report_left(plan_, from_, taken_, report_);
        list_missing(made_, to_, report_);
        return {};
    }

private:
    // Rows that are not read are named by what they say.
    diag::Result<void> check_rows() {
        std::string found;
        for (const auto& [text, count] : rows_.others()) {
            found += fmt::format("{}{} ({})", found.empty() ? "" : ", ", text.empty() ? "—" : text, count);
        }
        if (found.empty() && !rows_.finds_none()) {
            return {};
        }
        const Item& item = from_.form().items()[plan_.only->item];
        diag::Finding finding = diag::finding(
            rows_.finds_none() ? message::prefill_no_row : message::prefill_other_rows, {},
            {from_.form().text(item.name), fmt::format("{}", fmt::join(plan_.only->values, ", ")),
             found.empty() ? "—" : found});
        if (rows_.finds_none()) {
            return tl::make_unexpected(std::move(finding));
        }
        report_.add(std::move(finding));
        return {};
    }

    // Two offices would stand in one document.
    diag::Result<void> check_one() const {
        const PrefillRow* const row = row_of_one(plan_);
        if (row == nullptr || rows_.ones().size() < 2) {
            return {};
        }
        const Item& item = from_.form().items()[row->from];
        return diag::fail(message::prefill_rows_differ, {},
                          {from_.form().text(item.name), fmt::format("{}", fmt::join(rows_.ones(), ", ")),
                           form_.text(form_.items()[row->to].id)});
    }

    // What the person gave, and what says which document this is.
    void own_values() {
        const form::FormHeader& about = form_.about();
        target_.set(made_item(form_), made_text(form_, made_.created));
        target_.set(form_.document_id_item(), made_.document_id);
        if (about.revision_item != about.created_item) { // else the moment says which version it is
            target_.set(about.revision_item, "1");
        }
        target_.give(made_.values);
        for (const form::ItemId item : form_.items().ids()) {
            if (form_.items()[item].group == form::document_group &&
                !to_.value(to_.root(), form_.items()[item]).empty()) {
                own_.insert(&form_.items()[item]);
            }
        }
    }

    void take(const PrefillRow& row) {
        const Item& source = from_.form().items()[row.from];
        std::vector<TakenValues> taken;
        if (source.group == form::document_group) {
            take_value(row, from_.root(), taken);
        } else {
            for (const Row* each : transfer::rows_of(from_, source.group)) {
                if (rows_.reads(*each)) {
                    take_value(row, *each, taken);
                }
            }
        }
        for (const TakenValues& each : taken) {
            fill(row, form_.items()[row.to], each);
        }
    }

    void take_value(const PrefillRow& row, const Row& source, std::vector<TakenValues>& taken) {
        const Item& there = from_.form().items()[row.from];
        const Item& here = form_.items()[row.to];
        std::string value(from_.value(source, there).text());
        if (row.take != nullptr && !re2::RE2::FullMatch(std::string(value), *row.take, &value)) {
            value.clear();
        }
        if (value.empty()) {
            return;
        }
        const auto mapped = row.map.find(value);
        if (row.has_map && mapped == row.map.end()) {
            return;
        }
        value = row.has_map ? mapped->second : value;
        taken_.insert(&from_.value(source, there));
        if (row.rule == PrefillRule::compare) {
            report(message::prefill_compare, row, here, value,
                   transfer::path_of(from_.form(), source, there));
            return;
        }
        Row* const target = row.row ? &target_.row_at(here.group, *row.row) : target_row(source, here.group);
        if (target == nullptr) {
            report(message::prefill_unfit, row, here, value, transfer::path_of(from_.form(), source, there));
            return;
        }
        auto found = std::ranges::find(taken, target, &TakenValues::target);
        if (found == taken.end()) {
            found = taken.insert(taken.end(), {target, {}});
        }
        if (std::ranges::find(found->values, value) == found->values.end()) {
            found->values.push_back(value);
        }
    }

    // The row of the new record that stands where the row of the input stands: its place is that of the row
    // above it that is as deep. Null: the new form has no more rows.
    Row* target_row(const Row& source, form::GroupId group) {
        if (group == form::document_group) {
            return &to_.root();
        }
        const form::Group& about = form_.groups()[group];
        const Row* row = &source;
        while (from_.form().groups()[row->group].depth > about.depth) {
            row = row->parent;
        }
        Row* const parent = target_row(*row->parent, about.parent);
        const std::uint32_t place = rows_.place(*row);
        if (parent == nullptr || (about.max_rows != form::no_bound && place >= about.max_rows)) {
            return nullptr;
        }
        while (to_.rows(*parent, group).count <= place) {
            to_.add_row(*parent, group);
        }
        return to_.rows(*parent, group).rows[place];
    }

    void fill(const PrefillRow& row, const Item& here, const TakenValues& taken) {
        const std::string_view there = to_.value(*taken.target, here).text();
        const std::string path = transfer::path_of(form_, *taken.target, here);
        if (own_.contains(&here)) {
            if (row.rule == PrefillRule::person && taken.values != std::vector{std::string(there)}) {
                other_person_ =
                    finding_of(message::prefill_other_person, plan_, row, here, std::string(there), path);
            }
            return;
        }
        std::vector<std::string> values = taken.values;
        if (!there.empty()) {
            std::erase(values, there);
            values.insert(values.begin(), std::string(there));
        }
        if (values.size() > 1 && !row.join) {
            report(message::prefill_differs, row, here, fmt::format("{}", fmt::join(values, " / ")), path);
            return;
        }
        const std::string value = fmt::format("{}", fmt::join(values, row.join.value_or("")));
        const record::LexicalResult reading = record::read_value(
            form_, here, {value, record::SourceType::string}, record::ReadMode::lenient, to_.arena());
        if (reading.finding && reading.finding->severity == diag::Severity::error) {
            report(message::prefill_unfit, row, here, value, path);
            return;
        }
        target_.set(*taken.target, here, reading.text);
        if (row.rule == PrefillRule::copy_confirm || row.rule == PrefillRule::person) {
            report(message::prefill_confirm, row, here, value, path);
        }
    }

    void recompute(const PrefillRow& row) {
        const form::Rule* const rule = age_rule(form_, row.to);
        if (rule == nullptr || rule->targets != 2) {
            return;
        }
        const auto text_of = [&](form::RuleTarget target) {
            return to_.value(to_.root(), form_.items()[target.item()]).text();
        };
        const std::string_view day = text_of(form_.targets(*rule)[1]);
        const std::optional<int> years = time::full_years(
            text_of(form_.targets(*rule)[0]), day.empty() ? std::string_view(made_.created) : day);
        if (years && *years >= 0) {
            target_.set(row.to, std::to_string(*years));
        }
    }

    void report(Message message, const PrefillRow& row, const Item& here, const std::string& value,
                const std::string& path) {
        report_.add(finding_of(message, plan_, row, here, value, path));
    }

    const PrefillPlan& plan_;
    const Record& from_;
    const NewRecord& made_;
    Record& to_;
    const Form& form_;
    diag::Report& report_;
    ReadRows rows_;
    transfer::TargetRecord target_;
    std::optional<diag::Finding> other_person_{};
    std::set<const record::ItemValue*> taken_; // values of the input that a row takes or shows
    std::set<const Item*> own_; // items of the document that were filled before the input was read
};

} // namespace

diag::Finding finding_of(Message message, const PrefillPlan& plan, const PrefillRow& row, const Item& here,
                         const std::string& value, std::string path) {
    const Form& form = plan.to->form();
    const auto sentence = plan.sentences.find(row.rule);
    const std::string_view display = transfer::display_of(form, here, value);
    diag::Finding out =
        diag::finding(message, {.path = std::move(path)},
                      {display.empty() ? value : fmt::format("{}（{}）", display, value),
                       fmt::format("{}{}{}", sentence == plan.sentences.end() ? "" : sentence->second,
                                   row.note.empty() ? "" : "。", row.note)});
    out.item = form.text(here.id);
    out.name = form.text(here.name);
    out.value = value;
    return out;
}

void list_missing(const NewRecord& made, const Record& to, diag::Report& report) {
    diag::Report broken; // by a draft: `renkei check` says it when the draft is complete
    std::string missing = transfer::missing_items(to, made.rules, broken);
    if (!missing.empty()) {
        report.add(message::prefill_missing, {}, {to.form().id(), std::move(missing)});
    }
}

diag::Result<void> begin_record(const PrefillPlan& plan, const Record& from, const NewRecord& made,
                                Record& to, diag::Report& report) {
    return Begin(plan, from, made, to, report).run();
}

} // namespace renkei::service
