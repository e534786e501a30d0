// The bundle around the resources: identity, fullUrls, sections, narrative.
#include "gateway/fhir/sha256.h"
#include "gateway/fhir/uuid5.h"
#include "tests/laws/interpreter.h"

#include <algorithm>

namespace renkei::laws {
namespace {

constexpr std::string_view xhtml = "http://www.w3.org/1999/xhtml";

std::string markup(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '\n': out += "<br/>"; break;
            default: out += c;
        }
    }
    return out;
}

bool has_home(const mapping::Node& node) {
    bool found = false;
    mapping::walk(node, [&](const mapping::Node& each) { found |= !each.parts.empty() && !each.derived(); });
    return found;
}

// Lines that stand side by side come in the order of the form.
template <class Lines>
void flush(Lines& lines, std::string& table) {
    std::ranges::stable_sort(lines, {}, [](const auto& line) { return line.order; });
    for (const auto& line : lines) {
        table += line.text;
    }
    lines.clear();
}

}  // namespace

Json Interpreter::bundle(const forms::Record& record) {
    record_ = &record;
    identity_ = identity();
    const std::string base(form_->text(form_->about().base));
    const std::string made = created();
    Json out;
    out.add("resourceType", Json::string("Bundle"));
    Json& meta = out.add("meta", {});
    if (!made.empty()) {
        meta.add("lastUpdated", Json::string(made));
    }
    meta.add("profile", Json::array()).elements.push_back(Json::string(base + "StructureDefinition/kaigo-document-bundle"));
    Json& identifier = out.add("identifier", {});
    identifier.add("system", Json::string(base + "IdSystem/document-bundle"));
    identifier.add("value", Json::string(identity_));
    out.add("type", Json::string("document"));
    if (!made.empty()) {
        out.add("timestamp", Json::string(made));
    }
    Json all = Json::array();
    const auto add = [&](const std::string& id, Json resource) {
        Json& entry = all.elements.emplace_back();
        entry.add("fullUrl", Json::string("urn:uuid:" + id));
        entry.add("resource", std::move(resource));
    };
    Json composition = resource(example_->composition, url("composition"), "Composition", record.root());
    Json sections = Json::array();
    for (const mapping::SectionHead& head : example_->sections) {
        Json one = section(head);
        if (one.find("entry") != nullptr) {
            sections.elements.push_back(std::move(one));
        }
    }
    if (!sections.elements.empty()) {
        composition.add("section", std::move(sections));
    }
    add(url("composition"), std::move(composition));
    for (std::uint16_t e = 0; e < example_->entries.size(); ++e) {
        for (const Row* row : rows_below(record.root(), example_->entries[e].each)) {
            if (lives(e, *row)) {
                add(url(e, *row), resource(example_->entries[e].resource, url(e, *row), example_->entries[e].type, *row));
            }
        }
    }
    out.add("entry", std::move(all));
    return out;
}

std::string Interpreter::text(std::uint16_t index) const {
    return index == forms::none ? std::string() : std::string(record_->value(record_->root(), form_->items()[index]).text());
}

// A day alone is its first moment in Japan.
std::string Interpreter::created() const {
    const forms::About& about = form_->about();
    const std::string when = text(about.created_item).empty() ? text(about.created_day) : text(about.created_item);
    return when.size() == std::string_view("2024-05-03").size() ? when + "T00:00:00+09:00" : when;
}

// The sender's number, the document's id and its revision; or what is in the document.
std::string Interpreter::identity() const {
    const forms::About& about = form_->about();
    if (text(about.document_item).empty()) {
        return "sha256:" + fhir::sha256_hex(forms::canonical_text(*record_));
    }
    std::string sender;
    for (const std::uint16_t each : form_->senders()) {
        sender = sender.empty() ? text(each) : sender;
    }
    return sender + "|" + text(about.document_item) + (about.revision_item == forms::none ? "" : "|" + text(about.revision_item));
}

std::string Interpreter::url(std::string_view name) const {
    const fhir::Uuid space = fhir::Uuid5(fhir::url_namespace).make(std::string(form_->text(form_->about().base)) + std::string(form_->id()));
    return fhir::to_text(fhir::Uuid5(space).make(identity_ + "|" + std::string(name)));
}

std::string Interpreter::url(std::uint16_t entry, const Row& row) const {
    std::string place;
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        place = std::to_string(at->index) + (place.empty() ? "" : ".") + place;
    }
    return url(example_->entries[entry].name + (place.empty() ? "" : "|" + place));
}

Json Interpreter::reference(std::uint16_t entry, const Row& row) const {
    Json out;
    out.add("reference", Json::string("urn:uuid:" + url(entry, row)));
    return out;
}

Json Interpreter::section(const mapping::SectionHead& head) const {
    Json out;
    out.add("title", Json::string(head.title));
    Json& codings = out.add("code", {}).add("coding", Json::array());
    Json& own = codings.elements.emplace_back();
    own.add("system", Json::string(std::string(form_->text(form_->about().base)) + "CodeSystem/document-section"));
    own.add("code", Json::string(head.code));
    own.add("display", Json::string(head.title));
    if (!head.loinc.empty()) {
        Json& loinc = codings.elements.emplace_back();
        loinc.add("system", Json::string("http://loinc.org"));
        loinc.add("code", Json::string(head.loinc));
    }
    Json& text = out.add("text", {});
    text.add("status", Json::string("generated"));
    text.add("div", Json::string(narrative(head)));
    Json entries = Json::array();
    for (std::uint16_t e = 0; e < example_->entries.size(); ++e) {
        for (const Row* row : rows_below(record_->root(), example_->entries[e].each)) {
            if (example_->entries[e].section == head.code && lives(e, *row)) {
                entries.elements.push_back(reference(e, *row));
            }
        }
    }
    if (!entries.elements.empty()) {
        out.add("entry", std::move(entries));
    }
    return out;
}

std::string Interpreter::narrative(const mapping::SectionHead& head) const {
    std::string table;
    for (std::uint16_t e = 0; e < example_->entries.size(); ++e) {
        for (const Row* row : rows_below(record_->root(), example_->entries[e].each)) {
            if (example_->entries[e].section == head.code && lives(e, *row)) {
                table += told(example_->entries[e].resource, *row);
            }
        }
    }
    const std::string inside = table.empty() ? "<p>" + markup(head.title) + "</p>" : "<table>" + table + "</table>";
    return "<div xmlns=\"" + std::string(xhtml) + "\" lang=\"ja\">" + inside + "</div>";
}

std::string Interpreter::told(const Node& node, const Row& row) const {
    std::string out;
    std::vector<Line> lines;
    tell(node, row, lines, out);
    flush(lines, out);
    return out;
}

// One line for every item that has its home here and says something; rows of a group stand together.
void Interpreter::tell(const Node& node, const Row& row, std::vector<Line>& lines, std::string& table) const {
    for (const mapping::Part& each : node.parts) {
        const forms::Item& it = form_->items()[each.item];
        const forms::Value& value = row_of(row, it.group).values[it.slot];
        if (!each.derived && !value.empty()) {
            lines.push_back({it.order, "<tr><th>" + markup(form_->text(it.name)) + "</th><td>" + shown(it, value) + "</td></tr>"});
        }
    }
    for (const mapping::Field& field : node.fields) {
        tell(field.value, row, lines, table);
    }
    for (const Node& element : node.elements) {
        if (element.each == 0) {
            tell(element, row, lines, table);
        } else if (has_home(element)) {
            flush(lines, table);
            for (const Row* below : rows_below(row, element.each)) {
                table += told(element, *below);
            }
        }
    }
}

std::string Interpreter::shown(const forms::Item& item, const forms::Value& value) const {
    const bool is_reason = value.absent != nullptr;
    const std::uint16_t list = is_reason ? form_->about().absent_list : item.list;
    const std::string_view text = is_reason ? value.absent->reason : value.text();
    std::string out = markup(text);
    if (list != forms::none) {
        const std::uint16_t row = form_->row_of_form_code(form_->lists()[list], text);
        out = markup(form_->text(form_->rows(form_->lists()[list])[row].display));
    } else if (item.type == forms::ItemType::flag) {
        out = text == "1" ? "はい" : "いいえ";
    }
    return is_reason && !value.absent->note.empty() ? out + "（" + markup(value.absent->note) + "）" : out;
}

}  // namespace renkei::laws
