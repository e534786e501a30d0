#include "gateway/forms/publish/document_profiles.h"

#include "gateway/fhir/profiles/structure.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace renkei::publish {
namespace {

using mapping::ExampleNode;

constexpr std::string_view imposes =
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile";

// Writes the differential of one profile.
class Differential {
public:
    explicit Differential(json::Writer& writer) : writer_(writer) {}

    // The rest of the element is the caller's.
    json::Writer& element(std::string_view id, std::string_view path, std::string_view slice = {}) {
        writer_.start_object().member("id", id).member("path", path);
        if (!slice.empty()) {
            writer_.member("sliceName", slice);
        }
        return writer_;
    }
    void slicing(std::string_view path, std::string_view kind, std::string_view discriminator) {
        element(path, path).key("slicing").start_object().key("discriminator").start_array().start_object();
        writer_.member("type", kind).member("path", discriminator).end_object().end_array();
        writer_.member("rules", "open").end_object().end_object();
    }
    void required(std::string_view path) { element(path, path).key("min").number(1).end_object(); }

private:
    json::Writer& writer_;
};

void begin_structure(std::string_view type, json::Writer& writer) {
    writer.member("fhirVersion", "4.0.1").member("kind", "resource").key("abstract").boolean(false);
    writer.member("type", type)
        .member("baseDefinition", std::string(profiles::core_definitions) + std::string(type));
    writer.member("derivation", "constraint").key("differential").start_object().key("element").start_array();
}

PackageResource finish_structure(json::Writer& writer, std::string_view type, std::string_view id,
                                 std::string_view title, std::string&& json) {
    writer.end_array().end_object();
    PackageResource out = finish_resource(writer, "StructureDefinition", id, title, std::move(json));
    out.kind = "resource";
    out.about = type;
    return out;
}

class CompositionProfile {
public:
    CompositionProfile(const LoadedForm& form, const PackageMetadata& head, json::Writer& writer)
        : form_(form),
          head_(head),
          writer_(writer),
          differential_(writer) {}

    void run() {
        differential_.element("Composition", "Composition").member("short", form_.title());
        own_sections();
        writer_.end_object();
        extensions();
        type();
        differential_.required("Composition.subject");
        if (const std::string_view title = constant(form_.example.composition, "title"); !title.empty()) {
            differential_.element("Composition.title", "Composition.title")
                .member("patternString", title)
                .end_object();
        }
        sections();
    }

private:
    // A document of another form whose type was changed has none of this form's sections.
    void own_sections() {
        if (form_.example.sections.empty()) {
            return;
        }
        const std::string ours =
            "section.code.coding.where(system = '" + head_.base + "CodeSystem/document-section').code";
        writer_.key("constraint").start_array().start_object();
        writer_.member("key", "kaigo-sections").member("severity", "error");
        writer_.member("human", "The sections are those of another form: none has a code " + form_.id() +
                                    ".…, as those of " + form_.title() +
                                    " have; correct the type and the profile, "
                                    "or the sections");
        writer_.member("expression", ours + ".exists() implies " + ours + ".where(startsWith('" + form_.id() +
                                         ".')).exists()");
        writer_.end_object().end_array();
    }

    // Of our own extensions that stand in the example.
    void extensions() {
        const ExampleNode* all = child(form_.example.composition, "extension");
        if (all == nullptr) {
            return;
        }
        differential_.slicing("Composition.extension", "value", "url");
        std::set<std::string> seen;
        for (const ExampleNode& each : all->elements) {
            const std::string_view url = constant(each, "url");
            const std::string name(last_segment(url));
            if (!form_.is_ours(url) || !seen.insert(name).second) {
                continue;
            }
            differential_.element("Composition.extension:" + name, "Composition.extension", name)
                .key("min")
                .number(0);
            writer_.member("max", each.each != form::document_group ? "*" : "1")
                .key("type")
                .start_array()
                .start_object()
                .member("code", "Extension");
            writer_.key("profile")
                .start_array()
                .string(url)
                .end_array()
                .end_object()
                .end_array()
                .end_object();
        }
    }

    // Which form it is: the first coding, which is ours.
    void type() {
        const ExampleNode* type = child(form_.example.composition, "type");
        const ExampleNode* codings = type == nullptr ? nullptr : child(*type, "coding");
        if (codings == nullptr || codings->elements.empty() ||
            constant(codings->elements.front(), "code").empty()) {
            return;
        }
        const ExampleNode& first = codings->elements.front();
        differential_.element("Composition.type", "Composition.type");
        pattern(constant(first, "system"), constant(first, "code"));
        writer_.end_object();
    }

    void pattern(std::string_view system, std::string_view code) {
        writer_.key("patternCodeableConcept").start_object().key("coding").start_array().start_object();
        writer_.member("system", system).member("code", code).end_object().end_array().end_object();
    }

    void sections() {
        differential_.slicing("Composition.section", "value", "code");
        differential_.required("Composition.section.title");
        differential_.required("Composition.section.code");
        differential_.required("Composition.section.text");
        for (const mapping::SectionHead& section : form_.example.sections) {
            const std::string id = "Composition.section:s" + section.code;
            differential_.element(id, "Composition.section", "s" + section.code)
                .member("short", section.title);
            writer_.key("min").number(0).member("max", "1").end_object();
            differential_.element(id + ".code", "Composition.section.code").key("min").number(1);
            pattern(head_.base + "CodeSystem/document-section", form_.id() + "." + section.code);
            writer_.end_object();
            entries(id, section.code);
        }
    }

    // What an entry of the section may be: by type, the profile that the example claims there. A resource may
    // conform to several profiles of its type; which of them is meant its own meta.profile says, so where the
    // example claims several, the type is named alone: one target for each resource.
    void entries(const std::string& id, const std::string& section) {
        std::map<std::string, std::set<std::string>> profiles_by_type;
        for (const mapping::ExampleEntry& entry : form_.example.written()) {
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
        differential_.element(id + ".entry", "Composition.section.entry")
            .key("type")
            .start_array()
            .start_object();
        writer_.member("code", "Reference").key("targetProfile").start_array();
        for (const std::string& target : targets) {
            writer_.string(target);
        }
        writer_.end_array().end_object().end_array().end_object();
    }

    const LoadedForm& form_;
    const PackageMetadata& head_;
    json::Writer& writer_;
    Differential differential_;
};

void add_composition(const LoadedForm& form, std::string_view url, const PackageMetadata& head,
                     ResourceSet& out) {
    const std::string id(last_segment(url));
    std::string json;
    json::Writer writer = begin_resource(head, "StructureDefinition", id, form.title(), form.title(), json);
    begin_structure("Composition", writer);
    CompositionProfile(form, head, writer).run();
    out.add(finish_structure(writer, "Composition", id, form.title(), std::move(json)));
}

// To validate against when it is known which form a document must be: bundles claim only what all documents
// share.
void add_bundle(const LoadedForm& form, std::string_view composition, const PackageMetadata& head,
                ResourceSet& out) {
    const std::string id = "kaigo-" + slug(form.id()) + "-bundle";
    std::string json;
    json::Writer writer(json);
    writer.start_object().member("resourceType", "StructureDefinition").member("id", id);
    writer.key("extension").start_array().start_object().member("url", imposes);
    writer.member("valueCanonical", url_of(head, "StructureDefinition", "kaigo-document-bundle"))
        .end_object()
        .end_array();
    writer.member("url", url_of(head, "StructureDefinition", id)).member("version", head.version);
    writer.member("name", machine_name(id))
        .member("title", form.title() + "（文書）")
        .member("status", "active");
    writer.key("experimental").boolean(false).member("date", head.date).member("publisher", head.publisher);
    writer.member("description", form.title());
    begin_structure("Bundle", writer);
    Differential differential(writer);
    differential.element("Bundle", "Bundle").member("short", form.title()).end_object();
    differential.slicing("Bundle.entry", "type", "resource");
    differential.element("Bundle.entry:composition", "Bundle.entry", "composition")
        .key("min")
        .number(1)
        .member("max", "1")
        .end_object();
    differential.element("Bundle.entry:composition.resource", "Bundle.entry.resource").key("min").number(1);
    writer.key("type")
        .start_array()
        .start_object()
        .member("code", "Composition")
        .key("profile")
        .start_array();
    writer.string(composition).end_array().end_object().end_array().end_object();
    out.add(finish_structure(writer, "Bundle", id, form.title(), std::move(json)));
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
