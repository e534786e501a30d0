#include "gateway/forms/mapping/comparison.h"

#include "gateway/forms/mapping/constant_tree.h"
#include "gateway/forms/mapping/match_codes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::mapping {
namespace {

using diag::Message;
using json::NodeId;

constexpr std::string_view urn = "urn:uuid:";
// How documents of version 0.1 begin a narrative.
constexpr std::string_view earlier_div = R"(<div xmlns="http://www.w3.org/1999/xhtml" lang="ja-JP">)";

bool same_narrative(std::string_view ours, std::string_view theirs) {
    return ours == theirs || (theirs.starts_with(earlier_div) &&
                              ours.substr(ours.find('>') + 1) == theirs.substr(earlier_div.size()));
}

} // namespace

void Comparison::run(std::span<const NodeId> resources) {
    compare_derived();
    compare_when_entries(resources);
    compare_references();
    compare_sections();
    compare_header();
}

// A reference counts only if what it leads to was matched by the entry that it was consumed for.
void Comparison::compare_references() {
    for (const ConsumedReference& reference : state_.references()) {
        const MatchedBy* const matched = state_.matched_by(reference.target);
        if (matched == nullptr || matched->entry != reference.entry) {
            state_.consumption.release(reference.leaf);
            state_.consumption.mark_loss(reference.leaf, Message::loss_derived_differs,
                                         plan().text(plan().entries()[reference.entry].name));
        }
    }
}

// ---------------------------------------------------------------- trees
bool Comparison::same_reference(std::string_view ours, NodeId theirs) const {
    if (!ours.starts_with(urn) || !tree()[theirs].is_string()) {
        return false;
    }
    const auto target = state_.find(tree().text(theirs));
    const MatchedBy* const matched = target ? state_.matched_by(target->resource) : nullptr;
    return matched != nullptr && fill_.is_live(matched->entry, *matched->row) &&
           fill_.url_of(matched->entry, *matched->row) == ours.substr(urn.size());
}

// Everything of ours is in theirs, whatever else does. Displays are not compared; references by what they
// lead to.
bool Comparison::same(const json::Tree& ours, NodeId a, NodeId b) const {
    const json::Node& x = ours[a];
    const json::Node& y = tree()[b];
    if (x.kind != y.kind) {
        return false;
    }
    if (x.is_object()) {
        for (const NodeId field : ours.children(a)) {
            const std::string_view key = ours.key(field);
            const NodeId theirs = tree().child(b, key);
            if (key == "display") {
                continue;
            }
            const bool is_same =
                theirs != json::no_node && (key == "reference" ? same_reference(ours.text(field), theirs)
                                            : key == "coding"  ? same_codings(ours, field, theirs)
                                                               : same(ours, field, theirs));
            if (!is_same) {
                return false;
            }
        }
        return true;
    }
    if (x.is_array()) {
        if (x.count > y.count) {
            return false;
        }
        NodeId theirs = tree().first_child(b);
        for (const NodeId element : ours.children(a)) {
            if (!same(ours, element, theirs)) {
                return false;
            }
            theirs = tree().next(theirs);
        }
        return true;
    }
    return ours.text(a) == tree().text(b);
}

// The first coding says what is meant. The concept and the public codes behind it may be missing: another
// version or sender writes others.
bool Comparison::same_codings(const json::Tree& ours, NodeId a, NodeId b) const {
    if (!ours[a].is_array() || ours[a].count == 0 || !tree()[b].is_array()) {
        return same(ours, a, b);
    }
    const auto theirs = tree().children(b);
    return std::any_of(theirs.begin(), theirs.end(),
                       [&](NodeId each) { return same(ours, ours.first_child(a), each); });
}

void Comparison::consume_codings(const json::Tree& ours, NodeId a, NodeId b) {
    for (const NodeId coding : ours.children(a)) {
        for (const NodeId theirs : tree().children(b)) {
            if (same(ours, coding, theirs)) {
                consume_same(ours, coding, theirs);
            }
        }
    }
}

void Comparison::consume_same(const json::Tree& ours, NodeId a, NodeId b) {
    const json::Node& x = ours[a];
    if (x.is_object()) {
        for (const NodeId field : ours.children(a)) {
            const NodeId theirs = tree().child(b, ours.key(field));
            if (theirs == json::no_node) {
                continue;
            }
            if (ours.key(field) == "coding" && ours[field].is_array()) {
                consume_codings(ours, field, theirs);
            } else {
                consume_same(ours, field, theirs);
            }
        }
    } else if (x.is_array()) {
        NodeId theirs = tree().first_child(b);
        for (const NodeId element : ours.children(a)) {
            consume_same(ours, element, theirs);
            theirs = tree().next(theirs);
        }
    } else {
        state_.consumption.consume(b);
    }
}

// ---------------------------------------------------------------- `when` resources
void Comparison::compare_when_entries(std::span<const NodeId> resources) {
    left_.clear();
    std::ranges::copy_if(resources, std::back_inserter(left_), [&](NodeId resource) {
        const MatchedBy* const matched = state_.matched_by(resource);
        // what stands as it is written today is no older shape
        return resource != state_.composition &&
               (matched == nullptr || plan().entries()[matched->entry].accepted != 0);
    });
    for (std::size_t e = 0; e < plan().entries().size() && !left_.empty(); ++e) {
        const EntryPlan& entry = plan().entries()[e];
        if (entry.derived == 0) {
            continue;
        }
        for (Row* row : fill_.rows(entry.each)) {
            if (fill_.is_live(static_cast<std::uint16_t>(e), *row)) {
                compare_when(static_cast<std::uint16_t>(e), *row);
            }
        }
    }
}

// Matches the resource that says what the plan would write.
void Comparison::compare_when(std::uint16_t entry, Row& row) {
    const std::string_view type = plan().text(plan().entries()[entry].type);
    const auto is_of_type = [&](NodeId resource) {
        return state_.text_at(resource, EngineName::resource_type) == type;
    };
    if (std::ranges::none_of(left_, is_of_type)) {
        return;
    }
    fill_.make_urls();
    scratch_.clear();
    scratch_.append('{');
    fill_.resource(entry, row, scratch_);
    if (!scratch_parser_.parse(scratch_.view(), scratch_tree_)) {
        return;
    }
    const auto is_ours = [&](NodeId resource) {
        if (!is_of_type(resource)) {
            return false;
        }
        state_.current_bundle_entry = state_.bundle_entry_of(resource);
        return same(scratch_tree_, json::Tree::root, resource);
    };
    const auto found = std::ranges::find_if(left_, is_ours);
    if (found != left_.end()) {
        consume_same(scratch_tree_, json::Tree::root, *found);
        state_.resource(*found).matched = {entry, &row};
        left_.erase(found);
    }
}

// ---------------------------------------------------------------- sections, narrative, header
void Comparison::compare_sections() {
    const std::string_view head = plan().text(plan().head().own_text_head);
    scratch_.clear();
    scratch_.append(head.substr(head.rfind("\"<div")));
    fill_.own_text(scratch_);
    compare_narrative(state_.child(state_.composition, EngineName::text));
    if (const NodeId sections = state_.child(state_.composition, EngineName::section);
        sections != json::no_node && tree()[sections].is_array()) {
        for (const NodeId section : tree().children(sections)) {
            compare_section(section);
        }
    }
}

// Which of ours it is by its code; as many as there are: none.
std::size_t Comparison::known_section(NodeId codings) const {
    const auto sections = plan().sections();
    std::size_t known = sections.size();
    for (NodeId at = codings == json::no_node ? json::no_node : tree().first_child(codings);
         at != json::no_node; at = tree().next(at)) {
        if (state_.text_at(at, EngineName::system) != plan().text(plan().head().section_system)) {
            continue;
        }
        const std::string_view code = state_.text_at(at, EngineName::code);
        const auto same = std::ranges::find_if(
            sections, [&](const SectionPlan& each) { return plan().text(each.code) == code; });
        known = same == sections.end() ? known : static_cast<std::size_t>(same - sections.begin());
    }
    return known;
}

void Comparison::compare_section(NodeId section) {
    const NodeId code = state_.child(section, EngineName::code);
    const NodeId codings = code == json::no_node ? json::no_node : state_.child(code, EngineName::coding);
    const std::size_t known = known_section(codings);
    if (const NodeId entries = state_.child(section, EngineName::entry);
        entries != json::no_node && tree()[entries].is_array()) {
        for (const NodeId entry : tree().children(entries)) {
            const NodeId leaf = state_.child(entry, EngineName::reference);
            const auto target = state_.index().find(state_.text_at(entry, EngineName::reference));
            if (leaf != json::no_node && target && state_.matched_by(target->resource) != nullptr) {
                state_.consumption.consume(leaf);
            }
        }
    }
    if (known == plan().sections().size()) {
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
    const NodeId div = text == json::no_node ? json::no_node : state_.child(text, EngineName::div);
    if (div == json::no_node) {
        return;
    }
    scratch_.append('"');
    const bool equal = scratch_.view() == tree().raw(div) ||
                       (scratch_parser_.parse(scratch_.view(), scratch_tree_) && tree()[div].is_string() &&
                        same_narrative(scratch_tree_.text(json::Tree::root), tree().text(div)));
    if (equal && state_.text_at(text, EngineName::status) == "generated") {
        state_.consumption.consume(div);
        state_.consumption.consume(state_.child(text, EngineName::status));
        return;
    }
    for (const NodeId leaf : tree().children(text)) {
        state_.consumption.mark_loss(leaf, Message::loss_narrative_differs);
    }
}

void Comparison::compare_header() {
    const auto consume_if = [&](NodeId leaf, std::string_view ours) {
        if (leaf != json::no_node && tree()[leaf].is_string() && tree().text(leaf) == ours) {
            state_.consumption.consume(leaf);
        }
    };
    const NodeId root = json::Tree::root;
    consume_if(state_.child(root, EngineName::resource_type), "Bundle");
    consume_if(state_.child(root, EngineName::type), "document");
    consume_if(state_.child(root, EngineName::timestamp), fill_.created());
    if (const NodeId identifier = state_.child(root, EngineName::identifier); identifier != json::no_node) {
        consume_if(state_.child(identifier, EngineName::system), plan().text(plan().head().bundle_system));
        consume_if(state_.child(identifier, EngineName::value), fill_.identity());
    }
    if (const NodeId meta = state_.child(root, EngineName::meta); meta != json::no_node) {
        consume_if(state_.child(meta, EngineName::last_updated), fill_.created());
        if (const NodeId profiles = state_.child(meta, EngineName::profile); profiles != json::no_node) {
            for (const NodeId profile : tree().children(profiles)) {
                consume_if(profile, plan().text(plan().head().bundle_profile));
            }
        }
    }
    const NodeId labels = state_.child(state_.child(root, EngineName::meta), EngineName::security);
    for (NodeId at = labels == json::no_node ? json::no_node : tree().first_child(labels);
         at != json::no_node; at = tree().next(at)) {
        if (fill_.restricted() &&
            state_.text_at(at, EngineName::system) == plan().text(plan().head().security_system) &&
            state_.text_at(at, EngineName::code) == "R") {
            consume_coding(state_, at);
        }
    }
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
