// What is compared, not read: references, derived values, `when` resources, sections, narrative, the bundle's
// header. They are written again from the record that was read; equal = taken.
#include "gateway/forms/mapping/match_work.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace renkei::mapping {
namespace {

using diag::Message;
using json::NodeId;

constexpr std::string_view urn = "urn:uuid:";

} // namespace

void MatchWork::compare_all(NodeId composition) {
    compare_derived();
    compare_when_entries();
    compare_references();
    compare_sections(composition);
    compare_header();
}

// A reference counts only if what it leads to was taken by the entry it was taken for.
void MatchWork::compare_references() {
    for (const Reference& reference : references_) {
        const MatchedBy* taken = matched_by(reference.target);
        if (taken == nullptr || taken->entry != reference.entry) {
            consumed_[reference.leaf] = 0;
            mark_loss(reference.leaf, Message::loss_derived_differs,
                      plan_->text(plan_->entries()[reference.entry].name));
        }
    }
}

void MatchWork::compare_derived() {
    for (const Derived& derived : derived_) {
        if (derived_equal(derived)) {
            continue;
        }
        std::string_view ours = scratch_.view();
        // JSON: people read the text without its quotes
        if (ours.starts_with('"') && scratch_parser_.parse(ours, scratch_tree_)) {
            ours = scratch_tree_.text(json::Tree::root);
        }
        for (NodeId leaf = derived.node; leaf < tree_->after(derived.node); ++leaf) {
            if (!is_consumed(leaf) && kinds_[leaf] == no_kind) {
                mark_loss(leaf, Message::loss_derived_differs, ours.empty() ? "-" : ours);
            }
        }
    }
}

bool MatchWork::derived_equal(const Derived& derived) {
    const Hole& hole = plan_->hole(derived.hole);
    scratch_.clear();
    if (!is_in_record(*derived.row)) {
        return false;
    }
    if (!fill_.encoder().has_text(hole, *derived.row)) {
        if (derived.stand_in != nullptr && constant_subtree_equal(*derived.stand_in, derived.node)) {
            consume_constants(*derived.stand_in, derived.node);
            return true;
        }
        return false;
    }
    const bool list = hole.codec == Codec::codings;
    scratch_.append(list ? "[" : "");
    fill_.encoder().put(hole, *derived.row, scratch_);
    scratch_.append(list ? "]" : "");
    if (scratch_.view() == tree_->raw(derived.node)) {
        consume_all(derived.node);
        return true;
    }
    if (!scratch_parser_.parse(scratch_.view(), scratch_tree_)) {
        return false;
    }
    fill_.make_urls();
    const auto equal_to = [&](NodeId ours) {
        if (!same(scratch_tree_, ours, derived.node)) {
            return false;
        }
        consume_same(scratch_tree_, ours, derived.node);
        return true;
    };
    if (!list) {
        return equal_to(json::Tree::root);
    }
    const auto all = scratch_tree_.children(json::Tree::root);
    return std::any_of(all.begin(), all.end(), equal_to);
}

bool MatchWork::constant_subtree_equal(const MatchNode& node, NodeId value) const {
    if (node.kind == MatchKind::constant) {
        return constant_equal(*plan_, *tree_, node, value);
    }
    const json::Node& found = (*tree_)[value];
    if (node.kind == MatchKind::object ? !found.is_object()
                                       : !found.is_array() || found.count < node.children) {
        return false;
    }
    const auto children = plan_->children(node);
    NodeId element = tree_->first_child(value);
    return std::all_of(children.begin(), children.end(), [&](const MatchNode& ours) {
        const NodeId theirs = node.kind == MatchKind::object ? tree_->child(value, ours.name)
                                                             : std::exchange(element, tree_->next(element));
        return theirs != json::no_node && constant_subtree_equal(ours, theirs);
    });
}

// What constant_subtree_equal() compared; more content beside it stays untaken.
void MatchWork::consume_constants(const MatchNode& node, NodeId value) {
    if (node.kind == MatchKind::constant) {
        consume_all(value);
        return;
    }
    NodeId element = tree_->first_child(value);
    for (const MatchNode& ours : plan_->children(node)) {
        consume_constants(ours, node.kind == MatchKind::object
                                    ? tree_->child(value, ours.name)
                                    : std::exchange(element, tree_->next(element)));
    }
}

// ---------------------------------------------------------------- trees
bool MatchWork::same_reference(std::string_view ours, NodeId theirs) const {
    if (!ours.starts_with(urn) || !(*tree_)[theirs].is_string()) {
        return false;
    }
    const auto target = index_.find(tree_->text(theirs), current_entry_);
    const MatchedBy* taken = target ? matched_by(target->resource) : nullptr;
    return taken != nullptr && fill_.url_of(taken->entry, *taken->row) == ours.substr(urn.size());
}

// Everything of ours is in theirs, whatever else does. Displays are not compared; references by what they
// lead to.
bool MatchWork::same(const json::Tree& ours, NodeId a, NodeId b) const {
    const json::Node& x = ours[a];
    const json::Node& y = (*tree_)[b];
    if (x.kind != y.kind) {
        return false;
    }
    if (x.is_object()) {
        for (const NodeId field : ours.children(a)) {
            const std::string_view key = ours.key(field);
            const NodeId theirs = tree_->child(b, key);
            if (key == "display") {
                continue;
            }
            if (theirs == json::no_node || !(key == "reference" ? same_reference(ours.text(field), theirs)
                                                                : same(ours, field, theirs))) {
                return false;
            }
        }
        return true;
    }
    if (x.is_array()) {
        if (x.count > y.count) {
            return false;
        }
        NodeId theirs = tree_->first_child(b);
        for (const NodeId element : ours.children(a)) {
            if (!same(ours, element, theirs)) {
                return false;
            }
            theirs = tree_->next(theirs);
        }
        return true;
    }
    return ours.text(a) == tree_->text(b);
}

void MatchWork::consume_same(const json::Tree& ours, NodeId a, NodeId b) {
    const json::Node& x = ours[a];
    if (x.is_object()) {
        for (const NodeId field : ours.children(a)) {
            if (const NodeId theirs = tree_->child(b, ours.key(field)); theirs != json::no_node) {
                consume_same(ours, field, theirs);
            }
        }
    } else if (x.is_array()) {
        NodeId theirs = tree_->first_child(b);
        for (const NodeId element : ours.children(a)) {
            consume_same(ours, element, theirs);
            theirs = tree_->next(theirs);
        }
    } else {
        consume(b);
    }
}

// ---------------------------------------------------------------- `when` resources
void MatchWork::compare_when_entries() {
    left_.clear();
    std::ranges::copy_if(resources_, std::back_inserter(left_), [&](NodeId resource) {
        return resource != composition_ && matched_by(resource) == nullptr;
    });
    for (std::size_t e = 0; e < plan_->entries().size() && !left_.empty(); ++e) {
        const EntryPlan& entry = plan_->entries()[e];
        if (entry.when == none) {
            continue;
        }
        for (Row* row : fill_.rows(entry.each)) {
            if (fill_.is_live(static_cast<std::uint16_t>(e), *row)) {
                compare_when(static_cast<std::uint16_t>(e), *row);
            }
        }
    }
}

// Takes the resource that says what the plan would write.
void MatchWork::compare_when(std::uint16_t entry, Row& row) {
    const std::string_view type = plan_->text(plan_->entries()[entry].type);
    const auto is_of_type = [&](NodeId resource) {
        return text_at(resource, EngineName::resource_type) == type;
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
        current_entry_ = bundle_entry_of(resource);
        return same(scratch_tree_, json::Tree::root, resource);
    };
    const auto found = std::ranges::find_if(left_, is_ours);
    if (found != left_.end()) {
        consume_same(scratch_tree_, json::Tree::root, *found);
        known_.at(*found).taken = {entry, &row};
        left_.erase(found);
    }
}

// ---------------------------------------------------------------- sections, narrative, header
void MatchWork::compare_sections(NodeId composition) {
    const std::string_view head = plan_->text(plan_->head().own_text_head);
    scratch_.clear();
    scratch_.append(head.substr(head.rfind("\"<div")));
    fill_.own_text(scratch_);
    compare_narrative(child(composition, EngineName::text));
    if (const NodeId sections = child(composition, EngineName::section);
        sections != json::no_node && (*tree_)[sections].is_array()) {
        for (const NodeId section : tree_->children(sections)) {
            compare_section(section);
        }
    }
}

// Which of ours it is by its code; as many as there are: none.
std::size_t MatchWork::known_section(NodeId codings) const {
    const auto sections = plan_->sections();
    std::size_t known = sections.size();
    for (NodeId at = codings == json::no_node ? json::no_node : tree_->first_child(codings);
         at != json::no_node; at = tree_->next(at)) {
        if (text_at(at, EngineName::system) != plan_->text(plan_->head().section_system)) {
            continue;
        }
        const std::string_view code = text_at(at, EngineName::code);
        const auto same = std::ranges::find_if(
            sections, [&](const SectionPlan& each) { return plan_->text(each.code) == code; });
        known = same == sections.end() ? known : static_cast<std::size_t>(same - sections.begin());
    }
    return known;
}

void MatchWork::compare_section(NodeId section) {
    const NodeId code = child(section, EngineName::code);
    const NodeId codings = code == json::no_node ? json::no_node : child(code, EngineName::coding);
    const std::size_t known = known_section(codings);
    if (const NodeId entries = child(section, EngineName::entry);
        entries != json::no_node && (*tree_)[entries].is_array()) {
        for (const NodeId entry : tree_->children(entries)) {
            const NodeId leaf = child(entry, EngineName::reference);
            const auto target = index_.find(text_at(entry, EngineName::reference));
            if (leaf != json::no_node && target && matched_by(target->resource) != nullptr) {
                consume(leaf);
            }
        }
    }
    if (known == plan_->sections().size()) {
        return;
    }
    const SectionPlan& ours = plan_->sections()[known];
    if (const NodeId title = child(section, EngineName::title); title != json::no_node) {
        consume_all(title);
    }
    for (const NodeId coding : tree_->children(codings)) {
        const std::string_view system = text_at(coding, EngineName::system);
        const bool local = system == plan_->text(plan_->head().section_system);
        const bool loinc =
            system == "http://loinc.org" && text_at(coding, EngineName::code) == plan_->text(ours.loinc);
        if (local || loinc) {
            consume_coding(coding);
        }
    }
    scratch_.clear();
    const std::string_view head = plan_->text(ours.head);
    scratch_.append(head.substr(head.rfind("\"<div")));
    fill_.section_text(known, scratch_);
    compare_narrative(child(section, EngineName::text));
}

// scratch_: the div that is written from the record, but for its last quote.
void MatchWork::compare_narrative(NodeId text) {
    const NodeId div = text == json::no_node ? json::no_node : child(text, EngineName::div);
    if (div == json::no_node) {
        return;
    }
    scratch_.append('"');
    const bool equal = scratch_.view() == tree_->raw(div) ||
                       (scratch_parser_.parse(scratch_.view(), scratch_tree_) && (*tree_)[div].is_string() &&
                        scratch_tree_.text(json::Tree::root) == tree_->text(div));
    if (equal && text_at(text, EngineName::status) == "generated") {
        consume(div);
        consume(child(text, EngineName::status));
        return;
    }
    for (const NodeId leaf : tree_->children(text)) {
        mark_loss(leaf, Message::loss_narrative_differs);
    }
}

void MatchWork::compare_header() {
    const auto take_if = [&](NodeId leaf, std::string_view ours) {
        if (leaf != json::no_node && (*tree_)[leaf].is_string() && tree_->text(leaf) == ours) {
            consume(leaf);
        }
    };
    const NodeId root = json::Tree::root;
    take_if(child(root, EngineName::resource_type), "Bundle");
    take_if(child(root, EngineName::type), "document");
    take_if(child(root, EngineName::timestamp), fill_.created());
    if (const NodeId identifier = child(root, EngineName::identifier); identifier != json::no_node) {
        take_if(child(identifier, EngineName::system), plan_->text(plan_->head().bundle_system));
        take_if(child(identifier, EngineName::value), fill_.identity());
    }
    if (const NodeId meta = child(root, EngineName::meta); meta != json::no_node) {
        take_if(child(meta, EngineName::last_updated), fill_.created());
        if (const NodeId profiles = child(meta, EngineName::profile); profiles != json::no_node) {
            for (const NodeId profile : tree_->children(profiles)) {
                take_if(profile, plan_->text(plan_->head().bundle_profile));
            }
        }
    }
    const NodeId labels = child(child(root, EngineName::meta), EngineName::security);
    for (NodeId at = labels == json::no_node ? json::no_node : tree_->first_child(labels);
         at != json::no_node; at = tree_->next(at)) {
        if (fill_.restricted() &&
            text_at(at, EngineName::system) == plan_->text(plan_->head().security_system) &&
            text_at(at, EngineName::code) == "R") {
            consume_coding(at);
        }
    }
    const auto take_names = [&](NodeId resource) {
        for (const EngineName key : {EngineName::id, EngineName::resource_type}) {
            if (const NodeId leaf = child(resource, key); leaf != json::no_node) {
                consume_all(leaf);
            }
        }
    };
    for (const resources::BundleEntry& entry : index_.entries()) {
        if (entry.resource != json::no_node &&
            (entry.resource == composition_ || matched_by(entry.resource) != nullptr)) {
            take_names(entry.resource);
            if (const NodeId url = child(entry.node, EngineName::full_url); url != json::no_node) {
                consume_all(url);
            }
        }
    }
    for (const auto& [resource, known] : known_.all()) {
        if (known.taken.row != nullptr) {
            take_names(resource);
        }
    }
}

} // namespace renkei::mapping
