#include "gateway/network/server/records/record_form.h"

#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

namespace renkei::server {
namespace {

RecordForms forms_of_program() {
    static const RecordForms out = [] {
        diag::Report ignored;
        diag::Result<catalogue::Catalogue> opened = catalogue::Catalogue::load({}, ignored);
        return opened ? std::make_shared<const catalogue::Catalogue>(*std::move(opened)) : RecordForms();
    }();
    return out;
}

bool are_one(const json::NameTable& names, const json::NameTable& others) {
    return names.size() == others.size() && names.name(0).data() == others.name(0).data();
}

std::string member_of(std::string_view item, std::string_view member) {
    return std::string(item).append(".").append(member);
}

} // namespace

std::string record_tag_system(std::string_view canonical) {
    return fmt::format("{}/CodeSystem/record", canonical);
}

RecordForm::RecordForm(const mapping::Plan& plan, json::NameTable names)
    : plan_(plan),
      fill_(plan),
      matcher_(plan),
      record_(plan.form()),
      parser_(names) {}

RecordForm& RecordForm::of(const RecordForms& forms, std::string_view kind) {
    struct OfThread {
        RecordForms forms;
        std::map<std::string, RecordForm, std::less<>> by_kind;
    };
    thread_local OfThread mine;
    const RecordForms& asked = forms ? forms : forms_of_program();
    if (mine.forms != asked) {
        mine.by_kind.clear();
        mine.forms = asked;
    }
    auto found = mine.by_kind.find(kind);
    if (found == mine.by_kind.end()) {
        // a folder of mappings of its own may have other kinds alone
        const RecordForms& known = asked->find_kind(kind) != nullptr ? asked : forms_of_program();
        const mapping::Plan* const plan = known->find_kind(kind);
        assert(plan != nullptr); // the installed ones have the kinds that ship
        found = mine.by_kind.try_emplace(std::string(kind), *plan, known->names()).first;
    }
    found->second.record_.clear();
    return found->second;
}

const form::Item* RecordForm::item(std::string_view id) const {
    const form::Form& form = plan_.form();
    if (next_.value >= form.items().size() || form.text(form.items()[next_].id) != id) {
        const std::optional<form::ItemId> found = form.item(id);
        if (!found) {
            return nullptr;
        }
        next_ = *found;
    }
    return &form.items()[form::ItemId(next_.value++)];
}

std::string_view RecordForm::text(const Row& row, std::string_view item) const {
    const form::Item* const found = this->item(item);
    return found != nullptr ? record_.value(row, *found).text() : std::string_view();
}

policy::Identifier RecordForm::identifier(const Row& row, std::string_view item) const {
    return {std::string(text(row, member_of(item, "system"))),
            std::string(text(row, member_of(item, "value")))};
}

record::Rows RecordForm::rows(std::string_view group) const {
    const std::optional<form::GroupId> found = plan_.form().group(group);
    return found ? record_.rows(record_.root(), *found) : record::Rows();
}

void RecordForm::set(Row& row, std::string_view item, std::string_view text) {
    if (const form::Item* const found = this->item(item)) {
        record_.unset(row, *found);
        record_.set(row, *found, record_.arena().keep(text));
    }
}

void RecordForm::set(Row& row, std::string_view item, const policy::Identifier& identifier) {
    set(row, member_of(item, "system"), identifier.system);
    set(row, member_of(item, "value"), identifier.value);
}

RecordForm::Row& RecordForm::add_row(std::string_view group) {
    const std::optional<form::GroupId> found = plan_.form().group(group);
    assert(found);
    return record_.add_row(record_.root(), *found);
}

policy::Number RecordForm::number_of(const policy::Identifier& identifier) {
    return policy::parse_number(policy::numbers_of(std::span(&identifier, 1))).value_or(policy::Number());
}

bool RecordForm::has_item_below(std::string_view above) const {
    return std::ranges::any_of(plan_.form().items(), [&](const form::Item& item) {
        return plan_.form().text(item.id).starts_with(above) && !record_.value(record_.root(), item).empty();
    });
}

diag::Result<void> RecordForm::read_item(std::string_view item, std::string_view written) {
    const std::optional<form::ItemId> found = form().item(item);
    if (!found) {
        const auto number = policy::parse_number(written);
        if (number) {
            set(item, policy::identifier_of(*number));
        }
        return number ? diag::Result<void>()
                      : diag::fail(diag::message::sharing_record_wrong, {},
                                   {std::string(form().id()), std::string(item),
                                    fmt::format("\"{}\" → {}", written, policy::number_forms())});
    }
    const form::Item& own = form().items()[*found];
    if (written.find_first_not_of(' ') == std::string_view::npos) { // rules say what must be filled in
        record_.unset(record_.root(), own);
        return {};
    }
    const record::LexicalResult read =
        record::read_value(form(), own, {written, record::json_source_type(own.type)},
                           record::ReadMode::strict, record_.arena());
    if (read.finding && read.finding->severity == diag::Severity::error) {
        return tl::make_unexpected(*read.finding);
    }
    record_.set(record_.root(), own, read.text);
    return {};
}

diag::Result<void> RecordForm::check_rules() {
    diag::Report wrong;
    if (!rules_) {
        rules_.emplace(form());
    }
    rules_->check(record_, wrong, [](const record::ItemLocation&) { return diag::Where{}; });
    for (const diag::Finding& each : wrong.findings()) {
        if (each.severity == diag::Severity::error) {
            return tl::make_unexpected(each);
        }
    }
    return {};
}

std::string RecordForm::resource(const RecordView& view) {
    set("version", view.version);
    set("person", view.person);
    base::Buffer out;
    diag::Report loss;
    fill_.run_resource(record_, out, loss);
    assert(loss.findings().empty());
    return std::string(out.view());
}

diag::Result<void> RecordForm::read_resource(const json::Tree& tree, std::initializer_list<ItemWords> lists) {
    const bool has_names = are_one(tree.names(), plan_.names());
    if (!has_names) {
        TRY_VOID(parser_.parse(tree.input(), own_));
    }
    tree_ = has_names ? &tree : &own_;
    diag::Report loss;
    const diag::Result<void> matched = matcher_.run(*tree_, record_, loss);
    TRY_VOID(check_resource(plan_.form().id(), plan_, matcher_, *tree_, {lists.begin(), lists.size()}));
    return matched;
}

tl::unexpected<diag::Error> RecordForm::wrong(std::string_view path, std::string_view expected) const {
    return tl::make_unexpected(wrong_place(plan_.form().id(), *tree_, path, expected));
}

std::string RecordForm::place(std::string_view item) const {
    std::string out;
    const auto find = [&](const auto& self, const mapping::MatchNode& node) -> bool {
        const std::size_t above = out.size();
        const bool has_name = node.name != json::no_name && node.kind != mapping::MatchKind::constant;
        if (has_name) {
            out.append(out.empty() ? "" : ".").append(plan_.names().name(node.name));
        }
        if (node.kind == mapping::MatchKind::hole
                ? form().text(form().items()[plan_.parts(plan_.hole(node.index))[0].item].id) == item
                : std::ranges::any_of(plan_.children(node),
                                      [&](const mapping::MatchNode& each) { return self(self, each); })) {
            return true;
        }
        out.resize(above);
        return false;
    };
    return find(find, plan_.nodes()[plan_.head().composition_node]) ? out : std::string(item);
}

bool RecordForm::has(std::string_view path) const { return has_place(*tree_, path); }

diag::Result<void> RecordForm::check_number(const policy::Number& number, std::string_view path) const {
    return number == policy::Number() ? wrong(path, policy::number_forms()) : diag::Result<void>();
}

} // namespace renkei::server
