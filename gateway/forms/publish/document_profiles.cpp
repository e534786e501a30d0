#include "gateway/fhir/profiles/structure.h"
#include "gateway/forms/publish/package_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::publish {
namespace {

using mapping::ExampleNode;

constexpr std::string_view imposes =
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile";

// The differential of one profile.
struct Differential {
    json::Document elements = json::Document::array();

    // The rest of the element is the caller's; the reference holds until the next element is added.
    json::Document& element(std::string_view id, std::string_view path, std::string_view slice = {}) {
        json::Document& out = elements.emplace_back();
        out = {{"id", id}, {"path", path}};
        if (!slice.empty()) {
            out["sliceName"] = slice;
        }
        return out;
    }
    void slicing(std::string_view path, std::string_view kind, std::string_view discriminator) {
        element(path, path)["slicing"] = {
            {"discriminator", json::Document::array({{{"type", kind}, {"path", discriminator}}})},
            {"rules", "open"}};
    }
    void required(std::string_view path) { element(path, path)["min"] = 1; }

    json::Document take() { return std::move(elements); }
};

json::Document type_with_profile(std::string_view code, std::string_view profile) {
    return json::Document::array({{{"code", code}, {"profile", json::Document::array({profile})}}});
}

PackageResource structure_of(json::Document head, std::string_view type, std::string_view title,
                             Differential differential) {
    head["fhirVersion"] = "4.0.1";
    head["kind"] = "resource";
    head["abstract"] = false;
    head["type"] = type;
    head["baseDefinition"] = std::string(profiles::core_definitions) + std::string(type);
    head["derivation"] = "constraint";
    head["differential"]["element"] = differential.take();
    PackageResource out = package_resource(head, title);
    out.kind = "resource";
    out.about = type;
    return out;
}

struct CompositionProfile {
    const LoadedForm& form;
    const PackageMetadata& head;
    Differential differential{};

    Differential made() {
        json::Document& root = differential.element("Composition", "Composition");
        root["short"] = form.title();
        own_sections(root);
        extensions();
        type();
        differential.required("Composition.subject");
        if (const std::string_view title = constant(form.example.composition, "title"); !title.empty()) {
            differential.element("Composition.title", "Composition.title")["patternString"] = title;
        }
        sections();
        return std::move(differential);
    }

    // A document of another form whose type was changed has none of this form's sections.
    void own_sections(json::Document& root) const {
        if (form.example.sections.empty()) {
            return;
        }
        const std::string ours =
            "section.code.coding.where(system = '" + head.base + "CodeSystem/document-section').code";
        root["constraint"].push_back(
            {{"key", "kaigo-sections"},
             {"severity", "error"},
             {"human", "The sections are those of another form: none has a code " + form.id() +
                           ".…, as those of " + form.title() +
                           " have; correct the type and the profile, "
                           "or the sections"},
             {"expression",
              ours + ".exists() implies " + ours + ".where(startsWith('" + form.id() + ".')).exists()"}});
    }

    // Of our own extensions that stand in the example.
    void extensions() {
        const ExampleNode* all = child(form.example.composition, "extension");
        if (all == nullptr) {
            return;
        }
        differential.slicing("Composition.extension", "value", "url");
        std::set<std::string> seen;
        for (const ExampleNode& each : all->elements) {
            const std::string_view url = constant(each, "url");
            const std::string name(last_segment(url));
            if (!form.is_ours(url) || !seen.insert(name).second) {
                continue;
            }
            json::Document& element =
                differential.element("Composition.extension:" + name, "Composition.extension", name);
            element["min"] = 0;
            element["max"] = each.each != form::document_group ? "*" : "1";
            element["type"] = type_with_profile("Extension", url);
        }
    }

    // Which form it is: the first coding, which is ours.
    void type() {
        const ExampleNode* type = child(form.example.composition, "type");
        const ExampleNode* codings = type == nullptr ? nullptr : child(*type, "coding");
        if (codings == nullptr || codings->elements.empty() ||
            constant(codings->elements.front(), "code").empty()) {
            return;
        }
        const ExampleNode& first = codings->elements.front();
        differential.element("Composition.type", "Composition.type")["patternCodeableConcept"] =
            concept_with(constant(first, "system"), constant(first, "code"));
    }

    static json::Document concept_with(std::string_view system, std::string_view code) {
        return {{"coding", json::Document::array({{{"system", system}, {"code", code}}})}};
    }

    void sections() {
        differential.slicing("Composition.section", "value", "code");
        differential.required("Composition.section.title");
        differential.required("Composition.section.code");
        differential.required("Composition.section.text");
        for (const mapping::SectionHead& section : form.example.sections) {
            const std::string id = "Composition.section:s" + section.code;
            json::Document& element = differential.element(id, "Composition.section", "s" + section.code);
            element["short"] = section.title;
            element["min"] = 0;
            element["max"] = "1";
            json::Document& code = differential.element(id + ".code", "Composition.section.code");
            code["min"] = 1;
            code["patternCodeableConcept"] =
                concept_with(head.base + "CodeSystem/document-section", form.id() + "." + section.code);
            entries(id, section.code);
        }
    }

    // What an entry of the section may be: by type, the profile that the example claims there. A resource may
    // conform to several profiles of its type; which of them is meant its own meta.profile says, so where the
    // example claims several, the type is named alone: one target for each resource.
    void entries(const std::string& id, const std::string& section) {
        std::map<std::string, std::set<std::string>> profiles_by_type;
        for (const mapping::ExampleEntry& entry : form.example.written()) {
            if (entry.section == section) {
                const auto profiles = profiles_of(entry.resource);
                profiles_by_type[entry.type].emplace(profiles.empty() ? "" : profiles.front());
            }
        }
        std::set<std::string> targets;
        for (const auto& [type, profiles] : profiles_by_type) {
            const bool is_one = profiles.size() == 1 && !profiles.begin()->empty();
            targets.insert(is_one ? *profiles.begin() : std::string(profiles::core_definitions) + type);
        }
        if (targets.empty()) {
            return;
        }
        differential.element(id + ".entry", "Composition.section.entry")["type"] =
            json::Document::array({{{"code", "Reference"}, {"targetProfile", targets}}});
    }
};

void add_composition(const LoadedForm& form, std::string_view url, const PackageMetadata& head,
                     ResourceSet& out) {
    out.add(structure_of(
        definition_head(head, "StructureDefinition", last_segment(url), form.title(), form.title()),
        "Composition", form.title(), CompositionProfile{form, head}.made()));
}

// To validate against when it is known which form a document must be: bundles claim only what all documents
// share.
void add_bundle(const LoadedForm& form, std::string_view composition, const PackageMetadata& head,
                ResourceSet& out) {
    const std::string id = "kaigo-" + slug(form.id()) + "-bundle";
    json::Document document = {
        {"resourceType", "StructureDefinition"},
        {"id", id},
        {"extension", json::Document::array({{{"url", imposes},
                                              {"valueCanonical", url_of(head, "StructureDefinition",
                                                                        "kaigo-document-bundle")}}})},
        {"url", url_of(head, "StructureDefinition", id)},
        {"version", head.version},
        {"name", machine_name(id)},
        {"title", form.title() + "（文書）"},
        {"status", "active"},
        {"experimental", false},
        {"date", head.date},
        {"publisher", head.publisher},
        {"description", form.title()}};
    Differential differential;
    differential.element("Bundle", "Bundle")["short"] = form.title();
    differential.slicing("Bundle.entry", "type", "resource");
    json::Document& entry = differential.element("Bundle.entry:composition", "Bundle.entry", "composition");
    entry["min"] = 1;
    entry["max"] = "1";
    json::Document& resource =
        differential.element("Bundle.entry:composition.resource", "Bundle.entry.resource");
    resource["min"] = 1;
    resource["type"] = type_with_profile("Composition", composition);
    out.add(structure_of(std::move(document), "Bundle", form.title(), std::move(differential)));
}

} // namespace

void add_document_profiles(const LoadedForms& forms, const PackageMetadata& head, ResourceSet& out) {
    for (std::size_t f = 0; f < forms.size(); ++f) {
        const auto profiles = profiles_of(forms[f]->example.composition);
        const bool is_newest = f + 1 == forms.size() || forms[f + 1]->id() != forms[f]->id();
        if (is_newest && !profiles.empty()) {
            add_composition(*forms[f], profiles.front(), head, out);
            add_bundle(*forms[f], profiles.front(), head, out);
        }
    }
}

} // namespace renkei::publish
