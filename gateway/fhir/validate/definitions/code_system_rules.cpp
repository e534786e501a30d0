// Code systems as instances: how much of the content is there, supplements, the value set of all codes.
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <charconv>

namespace renkei::validate {
namespace {

// Every concept, however deep.
void add_concepts(const Document& document, NodeId holder, std::vector<NodeId>& out) {
    for (const NodeId one : document.list(holder, "concept")) {
        if (document.tree()[one].is_object()) {
            out.push_back(one);
            add_concepts(document, one, out);
        }
    }
}

void check_content(ValidationRun& validation, NodeId resource, const std::vector<NodeId>& concepts) {
    const Document& document = validation.document();
    const std::string_view content = document.text(resource, "content");
    if (content == "complete" && concepts.empty()) {
        validation.report(message::code_system_complete_empty, resource);
    }
    if (content == "not-present" && !concepts.empty()) {
        validation.report(message::code_system_not_present_but_there, concepts.front());
    }
    const std::string_view text = document.text(resource, "count");
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
        return;
    }
    // A part has at most as many concepts as the whole, whose number only its steward knows.
    const bool is_right = content == "complete" ? concepts.empty() || concepts.size() == count
                          : content == "fragment" || content == "example" ? concepts.size() <= count
                                                                          : true;
    if (!is_right) {
        // R4: of a compositional system its steward says what is counted
        const bool is_compositional = document.text(resource, "compositional") == "true";
        validation.report(
            message::code_system_count_differs,
            content == "complete" && !is_compositional ? diag::Severity::error : diag::Severity::warning,
            document.child(resource, "count"), {content, text, std::to_string(concepts.size())});
    }
}

void check_hints(ValidationRun& validation, NodeId resource, const std::vector<NodeId>& concepts) {
    const Document& document = validation.document();
    const bool is_hl7 = is_of_hl7(document.text(resource, "url"));
    const bool is_supplement = document.text(resource, "content") == "supplement";
    if (document.child(resource, "caseSensitive") == no_node && !is_supplement) {
        validation.report(message::code_system_case_open,
                          is_hl7 ? diag::Severity::warning : diag::Severity::information, resource);
    }
    if (!is_hl7 || is_supplement) {
        return;
    }
    for (const NodeId one : concepts) {
        if (document.text(one, "definition").empty()) {
            validation.report(message::code_system_no_definition, one);
            return; // once is enough
        }
    }
}

// Statements about a code system as a whole belong into the code system, not into a supplement.
void check_supplement_header(ValidationRun& validation, NodeId resource, const packages::Canonical& base) {
    const Document& document = validation.document();
    for (const std::string_view name :
         {"caseSensitive", "hierarchyMeaning", "compositional", "versionNeeded"}) {
        const NodeId node = document.child(resource, name);
        if (node != no_node && name == "caseSensitive") {
            validation.report(message::code_system_supplement_says, node, {name});
        } else if (node != no_node) {
            validation.report(message::code_system_supplement_says, diag::Severity::warning, node, {name});
        }
    }
    const packages::Resource* loaded = validation.context().library().find("CodeSystem", base.url);
    const std::string_view count = document.text(resource, "count");
    const NodeId counted = loaded == nullptr ? no_node : loaded->tree.child(Tree::root, "count");
    const std::string_view own = counted == no_node ? std::string_view() : loaded->tree.raw(counted);
    if (!count.empty() && !own.empty() && count != own) {
        validation.report(message::code_system_supplement_count, document.child(resource, "count"),
                          {count, base.url, own});
    }
}

void check_supplement(ValidationRun& validation, NodeId resource, const std::vector<NodeId>& concepts) {
    const Document& document = validation.document();
    const std::string_view content = document.text(resource, "content");
    const std::string_view base = document.text(resource, "supplements");
    if (content != "supplement") {
        if (!base.empty()) {
            validation.report(message::code_system_no_supplement, document.child(resource, "supplements"),
                              {content});
        }
        return;
    }
    if (base.empty()) {
        validation.report(message::code_system_supplements_nothing, resource);
        return;
    }
    const packages::Canonical system = packages::canonical(base);
    check_supplement_header(validation, resource, system);
    for (const NodeId one : concepts) {
        const std::string_view code = document.text(one, "code");
        const definitions::Tristate exists =
            known_code(validation, {.system = system.url, .version = system.version, .code = code}).exists;
        if (exists == definitions::Tristate::no) {
            validation.report(message::code_system_base_lacks_code, one, {code, base});
        } else if (exists == definitions::Tristate::unknown) {
            validation.report(message::code_system_base_missing, document.child(resource, "supplements"),
                              {base});
            return;
        }
    }
}

bool includes_all(const packages::Resource& set, NodeId include, std::string_view system) {
    return set.text(include, "system") == system && set.tree.child(include, "concept") == no_node &&
           set.tree.child(include, "filter") == no_node && set.tree.child(include, "valueSet") == no_node;
}

// Is a version loaded that is not this one? Then the value set may belong to that.
bool has_other_version(const ValidationRun& validation, std::string_view url, std::string_view version) {
    const packages::Resource* loaded = validation.context().library().find("CodeSystem", url);
    return loaded != nullptr && loaded->version != version;
}

// R4, CodeSystem.valueSet: it includes all of this code system and nothing else.
void check_value_set_of_all(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const std::string_view canonical = document.text(resource, "valueSet");
    const std::string_view url = document.text(resource, "url");
    const packages::Resource* set = canonical.empty() || url.empty()
                                        ? nullptr
                                        : validation.context().library().find("ValueSet", canonical);
    const NodeId compose = set == nullptr ? no_node : set->tree.child(Tree::root, "compose");
    const NodeId includes = compose == no_node ? no_node : set->tree.child(compose, "include");
    if (includes == no_node || !set->tree[includes].is_array()) {
        return; // only an expansion
    }
    const bool is_right = set->tree[includes].count == 1 && set->tree.child(compose, "exclude") == no_node &&
                          includes_all(*set, set->tree.first_child(includes), url);
    if (!is_right) {
        const bool is_sure = !has_other_version(validation, url, document.text(resource, "version"));
        validation.report(message::code_system_value_set_differs,
                          is_sure ? diag::Severity::error : diag::Severity::warning,
                          document.child(resource, "valueSet"), {canonical});
    }
}

} // namespace

void check_code_system(ValidationRun& validation, NodeId resource) {
    std::vector<NodeId> concepts;
    add_concepts(validation.document(), resource, concepts);
    check_content(validation, resource, concepts);
    check_hints(validation, resource, concepts);
    check_supplement(validation, resource, concepts);
    check_value_set_of_all(validation, resource);
    check_properties(validation, resource, concepts);
}

} // namespace renkei::validate
