#include "gateway/core/text/joined.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/publish/package_parts.h"

#include <nlohmann/json.hpp>

namespace renkei::publish {
namespace {

// The display again, in the language of the resource (R4 CodeSystem.concept.designation.language). Any
// display of a code may be written (R4 Coding.display), but the official validator, asked for no language,
// takes of a concept with an English designation only that one and those that name no language.
void put_english(json::Document& designations, std::string_view display, std::string_view english) {
    designations.push_back({{"language", "en"}, {"value", english}});
    designations.push_back({{"value", display}});
}

json::Document concept_of(const std::string& code, const CodeMeaning& meaning) {
    json::Document out = {{"code", code}};
    const bool is_former = meaning.display.empty() && !meaning.formers.empty();
    const std::string& display = is_former ? *meaning.formers.begin() : meaning.display;
    if (!display.empty()) {
        out["display"] = display;
    }
    for (const std::string& other : meaning.others) {
        out["designation"].push_back({{"language", "ja"}, {"value", other}});
    }
    for (const std::string& former : meaning.formers) { // without a language, so that no one writes it
        if (former != display && !meaning.others.contains(former)) {
            out["designation"].push_back({{"value", former}});
        }
    }
    if (!meaning.english.empty()) {
        put_english(out["designation"], meaning.display, meaning.english);
    }
    return out;
}

void put_concepts(const std::map<std::string, CodeMeaning>& concepts, bool is_open, json::Document& system) {
    system["content"] = !is_open ? "complete" : concepts.empty() ? "not-present" : "fragment";
    if (concepts.empty()) {
        return;
    }
    if (!is_open) { // counts all codes of the system, not only those here (R4 CodeSystem.count)
        system["count"] = concepts.size();
    }
    for (const auto& [code, meaning] : concepts) {
        system["concept"].push_back(concept_of(code, meaning));
    }
}

json::Document system_head(const PackageMetadata& head, std::string_view id, std::string_view title) {
    json::Document out = definition_head(head, "CodeSystem", id, title, title);
    out["caseSensitive"] = true;
    out["valueSet"] = url_of(head, "ValueSet", id);
    return out;
}

std::string title_of(const Codings& codings, const std::string& system, std::string_view id) {
    const auto names = codings.names.find(system);
    return names == codings.names.end() ? std::string(id) : *names->second.begin();
}

void put_whole(const std::string& system, std::string_view id, std::string_view title,
               const PackageMetadata& head, ResourceSet& out) {
    json::Document document = definition_head(head, "ValueSet", id, title, title);
    document["compose"]["include"].push_back({{"system", system}});
    out.add(package_resource(document, title));
}

} // namespace

void add_code_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out) {
    for (const auto& [system, concepts] : codings.systems) {
        const std::string id(last_segment(system));
        const std::string title = title_of(codings, system, id);
        json::Document document = system_head(head, id, title);
        put_concepts(concepts, codings.open.contains(system), document);
        out.add(package_resource(document, title));
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
std::string sentence_of(std::string_view text) { return with_plain_holes(text::trim(text)); }

} // namespace

void add_message_codes(const PackageMetadata& head, ResourceSet& out) {
    // an id may have several sentences: the first stands for all
    std::map<std::string_view, const diag::MessageRow*> rows;
    for (const diag::MessageRow& row : diag::messages()) {
        rows.try_emplace(row.id, &row);
    }
    constexpr std::string_view id = "conversion-outcome";
    constexpr std::string_view title = "変換と検証のメッセージ";
    json::Document document = system_head(head, id, title);
    document["content"] = "complete";
    document["count"] = rows.size();
    json::Document& concepts = document["concept"];
    for (const auto& [code, row] : rows) {
        const std::string japanese = sentence_of(row->japanese);
        json::Document one = {{"code", code}, {"display", japanese}};
        put_english(one["designation"], japanese, sentence_of(row->english));
        concepts.push_back(std::move(one));
    }
    out.add(package_resource(document, title));
    put_whole(url_of(head, "CodeSystem", id), id, title, head, out);
}

void add_naming_systems(const Codings& codings, const PackageMetadata& head, ResourceSet& out) {
    for (const auto& [system, items] : codings.identifiers) {
        const std::string id(last_segment(system));
        if (out.find("NamingSystem", id) != nullptr) {
            continue; // written by hand
        }
        const std::string title = items.empty() ? id : text::joined(items, "・");
        out.add(package_resource(
            {{"resourceType", "NamingSystem"},
             {"id", id},
             {"name", machine_name(id)},
             {"status", "active"},
             {"kind", "identifier"},
             {"date", head.date},
             {"publisher", head.publisher},
             {"description", title},
             {"uniqueId",
              json::Document::array({{{"type", "uri"}, {"value", system}, {"preferred", true}}})}},
            title));
    }
}

} // namespace renkei::publish
