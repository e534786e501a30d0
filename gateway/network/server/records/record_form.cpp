#include "gateway/network/server/records/record_form.h"

#include "gateway/core/json/writer.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/network/sharing/record_reader.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

namespace renkei::server {
namespace {

namespace message = diag::message;

constexpr std::string_view system_item = ".system";
constexpr std::string_view value_item = ".value";

RecordForms forms_of_program() {
    static const RecordForms out = [] {
        diag::Report ignored;
        diag::Result<catalogue::Catalogue> opened = catalogue::Catalogue::load({}, ignored);
        return opened ? std::make_shared<const catalogue::Catalogue>(*std::move(opened)) : RecordForms();
    }();
    return out;
}

// Opens and closes the objects of a row as the names of its items go.
class RowWriter {
public:
    explicit RowWriter(std::string& out) : out_(out) { out_.start_object(); }

    json::Writer& key(std::string_view path) {
        const std::size_t dot = path.rfind('.');
        const std::string_view object =
            dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
        if (object != open_) {
            close();
            if (!object.empty()) {
                out_.key(object).start_object();
            }
            open_ = object;
        }
        return out_.key(path.substr(dot + 1));
    }
    void finish() {
        close();
        out_.end_object();
    }

private:
    void close() {
        if (!open_.empty()) {
            out_.end_object();
        }
    }
    json::Writer out_;
    std::string_view open_{};
};

} // namespace

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
    return found->second;
}

const form::Item& RecordForm::item(std::string_view id) const {
    const std::optional<form::ItemId> found = plan_.form().item(id);
    assert(found);
    return plan_.form().items()[*found];
}

std::string_view RecordForm::text(std::string_view id) const {
    return record_.value(record_.root(), item(id)).text();
}

bool RecordForm::is_alone(std::string_view id) const {
    return id == "id" || item(id).is(form::kept_alone) || item(id).is(form::shown_alone);
}

void RecordForm::set(std::string_view id, std::string_view text) {
    record_.set(record_.root(), item(id), record_.arena().keep(text));
}

diag::Result<void> RecordForm::read_item(std::string_view id, std::string_view written) {
    if (!form().item(id)) {
        const auto number = policy::parse_number(written);
        if (!number) {
            return diag::fail(message::sharing_record_wrong, {},
                              {std::string(form().id()), std::string(id),
                               fmt::format("\"{}\" → {}", written, policy::number_forms())});
        }
        const policy::Identifier identifier = policy::identifier_of(*number);
        set(std::string(id) + std::string(system_item), identifier.system);
        set(std::string(id) + std::string(value_item), identifier.value);
        return {};
    }
    const record::LexicalResult read = record::read_value(
        form(), item(id), {written, record::SourceType::string}, record::ReadMode::strict, record_.arena());
    if (read.finding) {
        return tl::make_unexpected(*read.finding);
    }
    record_.set(record_.root(), item(id), read.text);
    return {};
}

diag::Result<void> RecordForm::check_rules() const {
    diag::Report wrong;
    record::Rules(form()).check(record_, wrong, [](const record::ItemLocation&) { return diag::Where{}; });
    for (const diag::Finding& each : wrong.findings()) {
        if (each.severity == diag::Severity::error) {
            return tl::make_unexpected(each);
        }
    }
    return {};
}

diag::Result<void> RecordForm::read_row(std::string_view json) {
    record_.clear();
    TRY_VOID(sharing::record_parser().parse(json, row_));
    read_members(json::Tree::root, {});
    return {};
}

void RecordForm::read_members(json::NodeId object, const std::string& path) {
    for (const json::NodeId node : row_.children(object)) {
        const std::string id = path + std::string(row_.key(node));
        const json::Node& value = row_[node];
        if (value.is_object()) {
            read_members(node, id + ".");
        } else if (const auto own = plan_.form().item(id)) {
            const std::string_view text = value.is_boolean()
                                              ? (value.kind == json::ValueKind::true_value ? "1" : "0")
                                              : row_.text(node);
            record_.set(record_.root(), plan_.form().items()[*own], text);
        } else if (const auto number = policy::parse_number(row_.text(node))) {
            const policy::Identifier identifier = policy::identifier_of(*number);
            set(id + std::string(system_item), identifier.system);
            set(id + std::string(value_item), identifier.value);
        }
    }
}

diag::Result<std::string>
RecordForm::row(std::initializer_list<std::pair<std::string_view, std::string_view>> unsaid) const {
    std::string out;
    RowWriter row(out);
    const form::Form& form = plan_.form();
    for (const form::Item& each : form.items()) {
        const std::string_view id = form.text(each.id);
        const auto stand_in = std::ranges::find(unsaid, id, [](const auto& member) { return member.first; });
        const std::string_view said = record_.value(record_.root(), each).text();
        if ((said.empty() && stand_in == unsaid.end()) || each.is(form::shown_alone)) {
            continue;
        }
        if (id.ends_with(system_item) || id.ends_with(value_item)) {
            const std::string_view name = id.substr(0, id.rfind('.'));
            const policy::Identifier number{std::string(text(std::string(name) + std::string(system_item))),
                                            std::string(text(std::string(name) + std::string(value_item)))};
            if (id.ends_with(value_item) && !number.system.empty()) {
                continue; // written with its system
            }
            const auto known = policy::parse_number(policy::numbers_of(std::span(&number, 1)));
            if (!known) {
                return tl::make_unexpected(wrong(id, policy::number_forms(), 1));
            }
            row.key(name).string(to_text(*known));
        } else if (each.type == form::ItemType::flag) {
            row.key(id).boolean(said == "1");
        } else {
            row.key(id).string(said.empty() ? stand_in->second : said);
        }
    }
    row.finish();
    return out;
}

std::string RecordForm::resource() {
    base::Buffer out;
    diag::Report loss;
    fill_.run_resource(record_, out, loss);
    assert(loss.findings().empty());
    return std::string(out.view());
}

diag::Result<void> RecordForm::read_resource(std::string_view json, std::initializer_list<ItemWords> lists) {
    TRY_VOID(parser_.parse(json, tree_));
    diag::Report loss;
    const diag::Result<void> matched = matcher_.run(tree_, record_, loss);
    TRY_VOID(check_resource(plan_.form().id(), plan_, matcher_, tree_, {lists.begin(), lists.size()}));
    return matched;
}

diag::Error RecordForm::wrong(std::string_view id, std::string_view expected, unsigned above) const {
    return wrong_item(plan_.form().id(), record_, *plan_.form().item(id), tree_, expected, above);
}

diag::Error RecordForm::wrong_member(std::string_view member, std::string_view expected) const {
    return wrong_root_member(plan_.form().id(), tree_, member, expected);
}

} // namespace renkei::server
