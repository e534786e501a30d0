// The bundle around the resources: identity, fullUrls, sections.
#include "gateway/fhir/resources/digest.h"
#include "gateway/fhir/resources/uuid5.h"

#include "tests/laws/interpreter.h"

#include <algorithm>

namespace renkei::laws {

Json Interpreter::bundle(const record::Record& record) {
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
    meta.add("profile", Json::array())
        .elements.push_back(Json::string(base + "StructureDefinition/kaigo-document-bundle"));
    if (is_restricted()) {
        Json& label = meta.add("security", Json::array()).elements.emplace_back();
        label.add("system", Json::string("http://terminology.hl7.org/CodeSystem/v3-Confidentiality"));
        label.add("code", Json::string("R"));
    }
    Json& identifier = out.add("identifier", {});
    identifier.add("system", Json::string(base + "IdSystem/document-bundle"));
    identifier.add("value", Json::string(std::string(form_->id()) + "|" + identity_));
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
    const auto behind_language = std::ranges::find_if(composition.fields, [](const auto& field) {
        return field.first != "resourceType" && field.first != "id" && field.first != "meta" &&
               field.first != "language";
    });
    composition.fields.insert(behind_language, {"text", text_of("")});
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
    for (const mapping::EntryId e : example_->entries.ids()) {
        for (const Row* row : rows_below(record.root(), example_->entries[e].each)) {
            if (lives(e, *row)) {
                add(url(e, *row),
                    resource(example_->entries[e].resource, url(e, *row), example_->entries[e].type, *row));
            }
        }
    }
    out.add("entry", std::move(all));
    return out;
}

std::string Interpreter::text(form::ItemId index) const {
    return index == form::none ? std::string()
                               : std::string(record_->value(record_->root(), form_->items()[index]).text());
}

// A day without a time counts as its first moment in Japan.
std::string Interpreter::created() const {
    const form::FormHeader& about = form_->about();
    const std::string when =
        text(about.created_item).empty() ? text(about.created_day) : text(about.created_item);
    return when.size() == std::string_view("2024-05-03").size() ? when + "T00:00:00+09:00" : when;
}

// The sender's number, the document's id and its revision; a hash of the content if one is missing.
std::string Interpreter::identity() const {
    const form::FormHeader& about = form_->about();
    std::string sender;
    for (const form::ItemId each : form_->senders()) {
        sender = sender.empty() ? text(each) : sender;
    }
    const auto said = [&](form::ItemId item) { // or what its column holds where there is no value
        return text(item).empty() ? std::string(form_->text(form_->items()[item].none)) : text(item);
    };
    const auto is_empty = [&](form::ItemId item) { return said(item).empty(); };
    if (form_->documents().empty() || std::ranges::any_of(form_->documents(), is_empty) || sender.empty()) {
        return "sha256:" + resources::sha256_hex(record::canonical_text(*record_));
    }
    const auto part = [](const std::string& plain) {
        std::string out;
        for (const char c : plain) {
            out += (c == '|' || c == '\\' ? "\\" : "") + std::string(1, c);
        }
        return out;
    };
    std::string document;
    for (const form::ItemId each : form_->documents()) {
        document += "|" + part(said(each));
    }
    return part(sender) + document +
           (about.revision_item == form::none ? "" : "|" + part(text(about.revision_item)));
}

std::string Interpreter::url(std::string_view name) const {
    const resources::Uuid space =
        resources::Uuid5(resources::url_namespace)
            .make(std::string(form_->text(form_->about().base)) + std::string(form_->id()));
    return resources::to_text(resources::Uuid5(space).make(identity_ + "|" + std::string(name)));
}

std::string Interpreter::url(mapping::EntryId entry, const Row& row) const {
    std::string place;
    for (const Row* at = &row; at->parent != nullptr; at = at->parent) {
        place = std::to_string(at->index) + (place.empty() ? "" : ".") + place;
    }
    return url(example_->entries[entry].name + (place.empty() ? "" : "|" + place));
}

Json Interpreter::reference(mapping::EntryId entry, const Row& row) const {
    Json out;
    out.add("reference", Json::string("urn:uuid:" + url(entry, row)));
    return out;
}

Json Interpreter::section(const mapping::SectionHead& head) const {
    Json out;
    out.add("title", Json::string(head.title));
    Json& codings = out.add("code", {}).add("coding", Json::array());
    Json& own = codings.elements.emplace_back();
    own.add("system",
            Json::string(std::string(form_->text(form_->about().base)) + "CodeSystem/document-section"));
    own.add("code", Json::string(std::string(form_->id()) + "." + head.code));
    own.add("display", Json::string(head.title));
    if (!head.loinc.empty()) {
        Json& loinc = codings.elements.emplace_back();
        loinc.add("system", Json::string("http://loinc.org"));
        loinc.add("code", Json::string(head.loinc));
    }
    out.add("text", text_of(head.code));
    Json entries = Json::array();
    for (const mapping::EntryId e : example_->entries.ids()) {
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

bool Interpreter::is_restricted() const {
    for (const mapping::EntryId e : example_->entries.ids()) {
        bool restricted = false;
        mapping::walk(example_->entries[e].resource, [&](const ExampleNode& node) {
            for (const mapping::Field& label : node.fields) {
                restricted |= label.name == "security" && label.value.elements.size() == 1 &&
                              label.value.elements[0].fields.back().value.text == "R";
            }
        });
        const Rows rows = rows_below(record_->root(), example_->entries[e].each);
        if (restricted && std::ranges::any_of(rows, [&](const Row* row) { return lives(e, *row); })) {
            return true;
        }
    }
    return false;
}

} // namespace renkei::laws
