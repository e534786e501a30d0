// The second half of Comparison: what the engine writes around the resources.
#include "gateway/forms/mapping/codec/match_codes.h"
#include "gateway/forms/mapping/match/comparison.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::mapping {
// ---------------------------------------------------------------- sections, narrative, header
void Comparison::compare_sections() {
    if (state_.composition == json::no_node || !plan().head().only_resource.empty()) {
        return;
    }
    const std::string_view head = plan().text(plan().head().own_text_head);
    scratch_.clear();
    scratch_.append(head.substr(head.rfind("\"<div")));
    fill_.own_text(scratch_);
    compare_narrative(state_.child(state_.composition, EngineName::text));
    if (plan().sections().empty()) {
        return; // sections are part of the example, or absent
    }
    for (const NodeId section : tree().items(state_.child(state_.composition, EngineName::section))) {
        compare_section(section);
    }
}

// The section of the plan that has the code; none if there is none.
SectionId Comparison::known_section(NodeId codings) const {
    const auto sections = plan().sections();
    SectionId known;
    for (const NodeId at : tree().items(codings)) {
        if (state_.text_at(at, EngineName::system) != plan().text(plan().head().section_system)) {
            continue;
        }
        const std::string_view code = state_.text_at(at, EngineName::code);
        const auto same = std::ranges::find_if(
            sections, [&](const SectionPlan& each) { return plan().text(each.code) == code; });
        known = same == sections.end() ? known : sections.id_of(*same);
    }
    return known;
}

void Comparison::compare_section(NodeId section) {
    const NodeId code = state_.child(section, EngineName::code);
    const NodeId codings = state_.child(code, EngineName::coding);
    const SectionId known = known_section(codings);
    for (const NodeId entry : tree().items(state_.child(section, EngineName::entry))) {
        const NodeId leaf = state_.child(entry, EngineName::reference);
        const auto target = state_.index().find(state_.text_at(entry, EngineName::reference));
        if (leaf != json::no_node && target && state_.matched_by(target->resource) != nullptr) {
            state_.consumption.consume(leaf);
        }
    }
    if (known == none) {
        return;
    }
    const SectionPlan& ours = plan().sections()[known];
    if (const NodeId title = state_.child(section, EngineName::title); title != json::no_node) {
        state_.consumption.consume_all(title);
    }
    for (const NodeId coding : tree().children(codings)) {
        const std::string_view system = state_.text_at(coding, EngineName::system);
        const bool local = system == plan().text(plan().head().section_system);
        const bool loinc = system == "http://loinc.org" &&
                           state_.text_at(coding, EngineName::code) == plan().text(ours.loinc);
        if (local || loinc) {
            consume_coding(state_, coding);
        }
    }
    scratch_.clear();
    const std::string_view head = plan().text(ours.head);
    scratch_.append(head.substr(head.rfind("\"<div")));
    fill_.section_text(known, scratch_);
    compare_narrative(state_.child(section, EngineName::text));
}

// scratch_: the div that is written from the record, but for its last quote.
void Comparison::compare_narrative(NodeId text) {
    const NodeId div = state_.child(text, EngineName::div);
    if (div == json::no_node) {
        return;
    }
    scratch_.append('"');
    const bool equal = scratch_.view() == tree().raw(div) ||
                       (scratch_parser_.parse(scratch_.view(), scratch_tree_) && tree()[div].is_string() &&
                        scratch_tree_.text(json::Tree::root) == tree().text(div));
    if (equal && state_.text_at(text, EngineName::status) == "generated") {
        state_.consumption.consume(div);
        state_.consumption.consume(state_.child(text, EngineName::status));
        return;
    }
    if (!equal && state_.text_at(text, EngineName::status) == "additional") {
        return; // it may say what no entry says (valueset-narrative-status.html): left, so reported
    }
    for (const NodeId leaf : tree().children(text)) {
        state_.consumption.mark_loss(leaf, message::loss_narrative_differs);
    }
}

void Comparison::compare_header() {
    const auto consume_if = [&](NodeId leaf, std::string_view ours) {
        if (leaf != json::no_node && tree()[leaf].is_string() && tree().text(leaf) == ours) {
            state_.consumption.consume(leaf);
        }
    };
    const NodeId root = json::Tree::root;
    if (!plan().head().only_resource.empty()) {
        consume_if(state_.child(root, EngineName::resource_type), plan().text(plan().head().only_resource));
        return;
    }
    consume_if(state_.child(root, EngineName::resource_type), "Bundle");
    consume_names_of_resources();
    if (plan().head().has_bundle != 0) {
        return; // matched
    }
    consume_if(state_.child(root, EngineName::type), "document");
    consume_if(state_.child(root, EngineName::timestamp), fill_.created());
    const NodeId identifier = state_.child(root, EngineName::identifier);
    consume_if(state_.child(identifier, EngineName::system), plan().text(plan().head().bundle_system));
    consume_if(state_.child(identifier, EngineName::value), fill_.bundle_value());
    const NodeId meta = state_.child(root, EngineName::meta);
    consume_if(state_.child(meta, EngineName::last_updated), fill_.created());
    for (const NodeId profile : tree().items(state_.child(meta, EngineName::profile))) {
        consume_if(profile, plan().text(plan().head().bundle_profile));
    }
    for (const NodeId at : tree().items(state_.child(meta, EngineName::security))) {
        if (fill_.restricted() &&
            state_.text_at(at, EngineName::system) == plan().text(plan().head().security_system) &&
            state_.text_at(at, EngineName::code) == "R") {
            consume_coding(state_, at);
        }
    }
}

// Ids and fullUrls of the resources that were matched.
void Comparison::consume_names_of_resources() {
    const auto consume_names = [&](NodeId resource) {
        for (const EngineName key : {EngineName::id, EngineName::resource_type}) {
            if (const NodeId leaf = state_.child(resource, key); leaf != json::no_node) {
                state_.consumption.consume_all(leaf);
            }
        }
    };
    for (const resources::BundleEntry& entry : state_.index().entries()) {
        if (entry.resource != json::no_node &&
            (entry.resource == state_.composition || state_.matched_by(entry.resource) != nullptr)) {
            consume_names(entry.resource);
            if (const NodeId url = state_.child(entry.node, EngineName::full_url); url != json::no_node) {
                state_.consumption.consume_all(url);
            }
        }
    }
    for (const auto& [resource, known] : state_.known_resources()) {
        if (known.matched.row != nullptr) {
            consume_names(resource);
        }
    }
}

} // namespace renkei::mapping
