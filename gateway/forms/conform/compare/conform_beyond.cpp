#include "gateway/core/base/word_list.h"
#include "gateway/core/json/place.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/document_content.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "gateway/forms/conform/documents/written_values.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace renkei::conform {
namespace {

using definitions::Element;
using definitions::TypeId;

// Types whose elements are parts of one value: what follows from the value may stand in any of them.
constexpr std::array<std::string_view, 4> types_of_parts{"Address", "ContactPoint", "HumanName", "Quantity"};
constexpr std::array<std::string_view, 2> types_of_codes{"CodeableConcept", "Coding"};
// A document may be divided into other sections; only these say something.
constexpr std::string_view type_of_sections = "Composition.section";
constexpr std::array<std::string_view, 2> elements_of_sections{"emptyReason", "section"};
// These say something about the document; a thing may be the program that wrote it.
constexpr std::array<std::string_view, 2> types_about_documents{"AuditEvent", "Provenance"};
constexpr std::string_view type_of_things = "Device";
constexpr std::string_view type_of_documents = "Composition";
constexpr std::string_view type_of_extensions = "Extension";
constexpr std::string_view standard_extensions = "http://hl7.org/fhir/StructureDefinition/";
// Beginnings of the names of those that are about writing and showing a value, not about the person.
constexpr std::array<std::string_view, 9> extensions_of_wording{
    "data-absent-reason", "display",      "humanname-", "iso21090-",  "language",
    "narrativeLink",      "originalText", "render",     "translation"};

class BeyondForm {
public:
    BeyondForm(const ComparedBundle& bundle, diag::Report& report)
        : bundle_(bundle),
          tree_(bundle.theirs),
          report_(report) {
        content_.add(bundle.ours);
        for (NodeId node = 0; node < bundle.ours.size(); ++node) {
            if (!bundle.ours[node].is_container()) {
                exact_.insert(bundle.ours.text(node));
            }
        }
    }

    void run() {
        for (const ResourcePair& pair : bundle_.pairs) {
            if (has_unmapped(pair.theirs)) {
                resource_ = pair.theirs;
                type_ = text_of(tree_, pair.theirs, "resourceType");
                ours_ = elements_of(bundle_.r4, bundle_.ours, pair.ours);
                visit(pair.theirs, bundle_.r4.type(type_), {});
            }
        }
        for (const NodeId entry : tree_.items(tree_.child(Tree::root, "entry"))) {
            if (const NodeId resource = tree_.child(entry, "resource"); resource != json::no_node) {
                further_resource(resource);
                std::ranges::for_each(tree_.items(tree_.child(resource, "contained")),
                                      [this](NodeId each) { further_resource(each); });
            }
        }
    }

private:
    std::size_t count_unmapped(NodeId node) const {
        const auto first = std::ranges::lower_bound(bundle_.unmapped, node);
        const auto last = std::ranges::lower_bound(bundle_.unmapped, tree_.after(node));
        return static_cast<std::size_t>(last - first);
    }
    bool has_unmapped(NodeId node) const { return count_unmapped(node) > 0; }
    bool is_wholly_unmapped(NodeId node) const {
        std::size_t leaves = 0;
        for (NodeId each = node; each < tree_.after(node); ++each) {
            leaves += !tree_[each].is_container() || tree_[each].count == 0 ? 1 : 0;
        }
        return leaves == count_unmapped(node);
    }

    std::string_view type_name(const Element& element) const { return bundle_.r4.name(element.type); }
    void visit(NodeId object, TypeId type, const std::string& path) {
        const bool is_section = bundle_.r4.name(type) == type_of_sections;
        for (const NodeId child : tree_.children(object)) {
            const std::string_view key = plain_key(tree_, child);
            const Element* const element = has_unmapped(child) ? bundle_.r4.find(type, key) : nullptr;
            if (element != nullptr && type_name(*element) == type_of_extensions) {
                std::ranges::for_each(tree_.items(child), [this](NodeId each) { extension(each); });
            }
            if (element == nullptr || is_free_element(bundle_.r4, *element, key) ||
                (is_section && !base::is_one_of(key, elements_of_sections))) {
                continue;
            }
            const std::string place = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
            for (const NodeId node : tree_.items(child)) {
                if (has_unmapped(node)) {
                    value(node, *element, place, type);
                }
            }
        }
    }

    // What others define is theirs. What the standard defines states facts that every reader understands,
    // unless it is about how a value is written or shown.
    void extension(NodeId node) {
        const std::string_view url = text_of(tree_, node, "url");
        const bool is_of_standard = url.starts_with(standard_extensions) &&
                                    std::ranges::none_of(extensions_of_wording, [&](std::string_view each) {
                                        return url.substr(standard_extensions.size()).starts_with(each);
                                    });
        if (is_of_standard && !exact_.contains(url) && type_ != type_of_documents &&
            is_about_the_person(resource_, type_)) {
            add(node, std::string(url));
        }
    }

    void value(NodeId node, const Element& element, const std::string& path, TypeId around) {
        const bool is_in_ours = ours_.contains(path);
        if (!tree_[node].is_object()) {
            const bool is_part = base::is_one_of(bundle_.r4.name(around), types_of_parts);
            const std::string_view text = tree_.text(node);
            if (!is_said_by_absence(element, path, text) && !((is_in_ours || is_part) && follows(text))) {
                add(node, std::string(text));
            }
            return;
        }
        const bool is_concept = base::is_one_of(type_name(element), types_of_codes);
        if (is_concept && (is_in_ours || is_said_by_absence(element, path, first_code(tree_, node)))) {
            return; // a further coding or text: check_codings
        }
        const bool is_further =
            !is_in_ours || (tree_.is_element(node) && is_wholly_unmapped(node) && !repeats_ours(node));
        if (is_further && type_name(element) != type_of_sections) {
            add(node, words_of(tree_, node));
            return;
        }
        visit(node, element.type, path);
    }

    bool is_said_by_absence(const Element& element, const std::string& path, std::string_view answer) const {
        return says_what_absence_says(bundle_.r4, type_, path, element, answer);
    }

    // Does our document hold the value, in whatever words and parts?
    bool follows(std::string_view text) const {
        if (exact_.contains(text)) {
            return true;
        }
        constexpr std::size_t shortest = 2; // characters: one is in every document
        if (text::count_code_points(text::fold(text)) >= shortest && content_.has_text(text)) {
            return true;
        }
        const std::vector<std::string> dates = dates_in(text);
        return !dates.empty() && std::ranges::all_of(dates, [this](const std::string& each) {
            return content_.has_date(each);
        });
    }

    // Does every leaf stand in our document, too? Then the element says nothing new.
    bool repeats_ours(NodeId node) const {
        bool says_something = false;
        for (NodeId leaf = node; leaf < tree_.after(node); ++leaf) {
            if (tree_[leaf].is_container() || tree_[leaf].is_boolean()) {
                continue;
            }
            says_something = true;
            if (!follows(tree_.text(leaf))) {
                return false;
            }
        }
        return says_something;
    }

    // ------------------------------------------------------------ resources
    bool refers_to_the_person(NodeId resource) const {
        for (NodeId node = resource; node < tree_.after(resource); ++node) {
            if (tree_[node].is_string() && tree_.has_key(node) && tree_.key(node) == "reference") {
                const auto target = bundle_.index.find(tree_.text(node));
                if (target && text_of(tree_, target->resource, "resourceType") == "Patient") {
                    return true;
                }
            }
        }
        return false;
    }

    // Does R4 give the type, or a part of it, an element for a Patient? Parts may lead back to themselves.
    bool has_place_for_a_person(TypeId type) const {
        const definitions::R4Definitions& r4 = bundle_.r4;
        std::vector<TypeId> parts{type};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (const Element& each : r4.elements(parts[i])) {
                const auto targets = r4.targets(each);
                if (std::ranges::find(targets, r4.type("Patient")) != targets.end()) {
                    return true;
                }
                if (r4.is_a(each.type, r4.type("BackboneElement")) &&
                    std::ranges::find(parts, each.type) == parts.end()) {
                    parts.push_back(each.type);
                }
            }
        }
        return false;
    }

    // A resource of a type with a place for the person is about them, whatever stands in that place.
    bool is_about_the_person(NodeId resource, std::string_view type) const {
        const TypeId id = bundle_.r4.type(type);
        if (base::is_one_of(type, types_about_documents)) {
            return false;
        }
        if (type == type_of_things) {
            return tree_.child(resource, "patient") != json::no_node || refers_to_the_person(resource);
        }
        return bundle_.r4.find(id, "subject") != nullptr || has_place_for_a_person(id) ||
               refers_to_the_person(resource);
    }

    void further_resource(NodeId resource) {
        if (std::ranges::find(bundle_.pairs, resource, &ResourcePair::theirs) != bundle_.pairs.end()) {
            return;
        }
        const std::string_view type = text_of(tree_, resource, "resourceType");
        if (is_about_the_person(resource, type) && !is_repetition(resource, type)) {
            report_.add(message::conform_resource_extra, json::where(tree_, resource),
                        {type, words_of(tree_, resource)});
        }
    }

    // Is everything that it says said by one resource of ours of its type? Without a modifier of ours it says
    // something else.
    bool is_repetition(NodeId resource, std::string_view type) const {
        const definitions::R4Definitions& r4 = bundle_.r4;
        const std::set<std::string> says = statements_of(r4, tree_, resource);
        const std::set<std::string> modifiers = modifiers_of(r4, tree_, resource);
        return std::ranges::any_of(bundle_.pairs, [&](const ResourcePair& pair) {
            return text_of(bundle_.ours, pair.ours, "resourceType") == type &&
                   std::ranges::includes(statements_of(r4, bundle_.ours, pair.ours), says) &&
                   modifiers_of(r4, bundle_.ours, pair.ours) == modifiers;
        });
    }

    void add(NodeId node, std::string text) {
        report_.add(message::conform_says_more, json::where(tree_, node), {std::move(text)});
    }

    const ComparedBundle& bundle_;
    const Tree& tree_;
    diag::Report& report_;
    DocumentContent content_{};
    std::set<std::string_view> exact_{};
    // of the resources that are compared
    NodeId resource_ = json::no_node;
    std::string_view type_{};
    ResourceElements ours_{};
};

} // namespace

void check_beyond(const ComparedBundle& bundle, diag::Report& report) { BeyondForm(bundle, report).run(); }

} // namespace renkei::conform
