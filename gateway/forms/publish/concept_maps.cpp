#include "gateway/forms/publish/package_parts.h"

#include <nlohmann/json.hpp>

namespace renkei::publish {
namespace {

// One group of a map: our code -> codes of one other system.
struct Map {
    std::string title;
    std::string source;      // code system
    std::string source_set;  // id of the value set
    std::string target;      // code system
    std::string equivalence; // of every row
    std::map<std::string, std::set<EquivalentCode>> rows;
};
using Maps = std::map<std::string, Map>; // by id

std::string map_id(std::string_view source, std::string_view target) {
    return slug(source) + "-to-" + slug(last_segment(target));
}

json::Document targets_of(const Map& map, const std::set<EquivalentCode>& targets) {
    json::Document out = json::Document::array();
    for (const EquivalentCode& target : targets) {
        json::Document& row = out.emplace_back();
        row["code"] = target.code;
        if (!target.display.empty()) {
            row["display"] = target.display;
        }
        row["equivalence"] = map.equivalence;
    }
    return out;
}

json::Document rows_of(const Map& map, const Codings& codings) {
    const auto system = codings.systems.find(map.source);
    json::Document out = json::Document::array();
    for (const auto& [code, targets] : map.rows) {
        json::Document& row = out.emplace_back();
        row["code"] = code;
        if (system != codings.systems.end()) {
            if (const auto known = system->second.find(code);
                known != system->second.end() && !known->second.display.empty()) {
                row["display"] = known->second.display;
            }
        }
        row["target"] = targets_of(map, targets);
    }
    return out;
}

void put_concept_map(const std::string& id, const Map& map, const Codings& codings,
                     const PackageMetadata& head, ResourceSet& out) {
    json::Document document = definition_head(head, "ConceptMap", id, map.title, map.title);
    document["sourceCanonical"] = url_of(head, "ValueSet", map.source_set);
    document["group"].push_back(
        {{"source", map.source}, {"target", map.target}, {"element", rows_of(map, codings)}});
    out.add(package_resource(document, map.title));
}

void add_row(const std::string& source, const std::string& code, const EquivalentCode& target,
             std::string_view equivalence, Maps& maps) {
    const std::string from(last_segment(source));
    Map& map = maps[map_id(from, target.system)];
    map = {.title = from + " → " + target.system,
           .source = source,
           .source_set = from,
           .target = target.system,
           .equivalence = std::string(equivalence),
           .rows = std::move(map.rows)};
    map.rows[code].insert(target);
}

// Codes beside ours in an example have a similar meaning of unspecified degree. Only the code of a concept is
// equivalent, because the item asks exactly for the concept.
void collect_beside(const Codings& codings, Maps& maps) {
    for (const auto& [source, codes] : codings.equivalents) {
        for (const auto& [code, counterparts] : codes) {
            for (const EquivalentCode& other : counterparts) {
                const bool is_concept = other.system == codings.concept_system;
                add_row(source, code, other, is_concept ? "equivalent" : "relatedto", maps);
            }
        }
    }
}

// The reviewed table has exact codes only.
void collect_public_codes(const Codings& codings, Maps& maps) {
    for (const auto& [system, concepts] : codings.public_codes) {
        for (const auto& [id, codes] : concepts) {
            for (const EquivalentCode& code : codes) {
                add_row(codings.concept_system, id, code, "equivalent", maps);
            }
        }
    }
}

void collect_translations(const LoadedForms& forms, Maps& maps) {
    for (const auto& form : forms) {
        for (const form::ListId l : form->tables.lists.ids()) {
            const form::CodeList& list = form->tables.lists[l];
            for (std::uint32_t t = 0; t < list.translations; ++t) {
                const form::FurtherCoding& row = form->tables.translations[list.first_translation + t];
                const std::string target = form->text(row.system);
                const std::string set = value_set_id(*form, l);
                Map& map = maps[map_id(set, target)];
                map = {.title = form->text(list.name) + " → " + target,
                       .source = form->text(list.system),
                       .source_set = set,
                       .target = target,
                       .equivalence = "wider",
                       .rows = std::move(map.rows)};
                const form::CodeRow& code = form->tables.list_rows[list.first_row + row.row.value];
                map.rows[form->text(code.fhir)].insert(
                    {target, form->text(row.code), form->text(row.display)});
            }
        }
    }
}

} // namespace

void add_concept_maps(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                      ResourceSet& out) {
    Maps maps;
    collect_beside(codings, maps);
    collect_public_codes(codings, maps);
    collect_translations(forms, maps);
    for (const auto& [id, map] : maps) {
        put_concept_map(id, map, codings, head, out);
    }
}

} // namespace renkei::publish
