#include "gateway/forms/publish/terminology.h"

#include <algorithm>

namespace renkei::publish {
namespace {

// The display again, in the language of the resource (R4 CodeSystem.concept.designation.language). Any
// display of a code may be written (R4 Coding.display), but the official validator, asked for no language,
// takes of a concept with an English designation only that one and those that name no language.
void put_english(json::Writer& writer, std::string_view display, std::string_view english) {
    writer.start_object().member("language", "en").member("value", english).end_object();
    writer.start_object().member("value", display).end_object();
}

void put_concept(json::Writer& writer, const std::string& code, const CodeMeaning& meaning) {
    writer.start_object().member("code", code);
    if (!meaning.display.empty()) {
        writer.member("display", meaning.display);
    }
    if (!meaning.others.empty() || !meaning.english.empty()) {
        writer.key("designation").start_array();
        for (const std::string& other : meaning.others) {
            writer.start_object().member("language", "ja").member("value", other).end_object();
        }
        if (!meaning.english.empty()) {
            put_english(writer, meaning.display, meaning.english);
        }
        writer.end_array();
    }
    writer.end_object();
}

void put_concepts(const std::map<std::string, CodeMeaning>& concepts, bool is_open, json::Writer& writer) {
    writer.member("content", !is_open ? "complete" : concepts.empty() ? "not-present" : "fragment");
    if (concepts.empty()) {
        return;
    }
    if (!is_open) { // it counts what the system defines, not what this resource holds (R4 CodeSystem.count)
        writer.key("count").number(concepts.size());
    }
    writer.key("concept").start_array();
    for (const auto& [code, meaning] : concepts) {
        put_concept(writer, code, meaning);
    }
    writer.end_array();
}

std::string title_of(const Codings& codings, const std::string& system, std::string_view id) {
    const auto names = codings.names.find(system);
    return names == codings.names.end() ? std::string(id) : *names->second.begin();
}

void put_whole(const std::string& system, std::string_view id, const std::string& title,
               const PackageMetadata& head, ResourceSet& out) {
    std::string json;
    json::Writer writer = begin_resource(head, "ValueSet", id, title, title, json);
    writer.key("compose").start_object().key("include").start_array();
    writer.start_object().member("system", system).end_object();
    writer.end_array().end_object();
    out.add(finish_resource(writer, "ValueSet", id, title, std::move(json)));
}

} // namespace

void add_code_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out) {
    for (const auto& [system, concepts] : codings.systems) {
        const std::string id(last_segment(system));
        const std::string title = title_of(codings, system, id);
        std::string json;
        json::Writer writer = begin_resource(head, "CodeSystem", id, title, title, json);
        writer.key("caseSensitive").boolean(true).member("valueSet", url_of(head, "ValueSet", id));
        put_concepts(concepts, codings.open.contains(system), writer);
        out.add(finish_resource(writer, "CodeSystem", id, title, std::move(json)));
        put_whole(system, id, title, head, out);
    }
}

namespace {

// {0:role} becomes {0}: readers of the code system know arguments by their numbers only.
std::string with_plain_holes(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::optional<diag::Hole> hole = diag::hole_at(text.substr(i));
        out.append(hole ? text.substr(i, 2) : text.substr(i, 1)).append(hole ? "}" : "");
        i += hole ? hole->size : 1;
    }
    return out;
}

// A sentence may begin or end with what joins it to another.
std::string sentence_of(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return with_plain_holes(text);
}

} // namespace

void add_message_codes(const PackageMetadata& head, ResourceSet& out) {
    // an id may have several sentences: the first stands for all
    std::map<std::string_view, const diag::MessageRow*> rows;
    for (const diag::MessageRow& row : diag::messages()) {
        rows.try_emplace(row.id, &row);
    }
    constexpr std::string_view id = "conversion-outcome";
    constexpr std::string_view title = "変換と検証のメッセージ";
    std::string json;
    json::Writer writer = begin_resource(head, "CodeSystem", id, title, title, json);
    writer.key("caseSensitive").boolean(true).member("valueSet", url_of(head, "ValueSet", id));
    writer.member("content", "complete").key("count").number(rows.size()).key("concept").start_array();
    for (const auto& [code, row] : rows) {
        writer.start_object().member("code", code).member("display", sentence_of(row->japanese));
        writer.key("designation").start_array();
        put_english(writer, sentence_of(row->japanese), sentence_of(row->english));
        writer.end_array().end_object();
    }
    writer.end_array();
    out.add(finish_resource(writer, "CodeSystem", id, title, std::move(json)));
    put_whole(url_of(head, "CodeSystem", id), id, std::string(title), head, out);
}

void add_naming_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out) {
    for (const auto& [system, items] : codings.identifiers) {
        const std::string id(last_segment(system));
        if (out.find("NamingSystem", id) != nullptr) {
            continue; // written by hand
        }
        std::string title;
        for (const std::string& name : items) {
            title += (title.empty() ? "" : "・") + name;
        }
        title = title.empty() ? id : title;
        std::string json;
        json::Writer writer(json);
        writer.start_object()
            .member("resourceType", "NamingSystem")
            .member("id", id)
            .member("name", machine_name(id));
        writer.member("status", "active").member("kind", "identifier").member("date", head.date);
        writer.member("publisher", head.publisher).member("description", title).key("uniqueId").start_array();
        writer.start_object().member("type", "uri").member("value", system).key("preferred").boolean(true);
        writer.end_object().end_array();
        out.add(finish_resource(writer, "NamingSystem", id, title, std::move(json)));
    }
}

} // namespace renkei::publish
