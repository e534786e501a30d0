#include "gateway/forms/mapping/match.h"

#include "gateway/forms/mapping/match_work.h"

namespace renkei::mapping {
namespace {

using diag::Message;
using json::NodeId;

} // namespace

MatchWork::MatchWork(const Plan& plan)
    : plan_(&plan),
      form_(&plan.form()),
      fill_(plan),
      scratch_parser_(plan.names()) {}

void MatchWork::consume(NodeId node) {
    if (consumed_[node] == 0) {
        consumed_[node] = 1;
        trail_.push_back(node);
    }
}

void MatchWork::consume_all(NodeId node) {
    for (NodeId at = node; at < tree_->after(node); ++at) {
        consume(at);
    }
}

void MatchWork::roll_back(const Checkpoint& point) {
    while (trail_.size() > point.taken) {
        consumed_[trail_.back()] = 0;
        trail_.pop_back();
    }
    derived_.resize(point.derived);
    notes_.resize(point.notes, Note{Message::loss_unmapped, 0, {}, {}, 0});
    while (references_.size() > point.references) {
        roles_[references_.back().entry].pop_back();
        references_.pop_back();
    }
    reads_ = point.reads;
}

// A long text may be expected at very many places.
std::string MatchWork::shortened(std::string_view expected) {
    constexpr std::size_t enough = 1000;
    if (expected.size() <= enough) {
        return std::string(expected);
    }
    std::size_t end = enough;
    while ((static_cast<unsigned char>(expected[end]) & 0xC0U) == 0x80) {
        --end; // not inside a character
    }
    return std::string(expected.substr(0, end)) + "…";
}

void MatchWork::note(Message kind, NodeId node, std::string from, std::string to, std::uint16_t item_index) {
    notes_.push_back({kind, node, std::move(from), std::move(to), item_index});
}

// A container's leaves carry the kind.
void MatchWork::mark_loss(NodeId node, Message kind) {
    for (NodeId at = node; at < tree_->after(node); ++at) {
        if (!(*tree_)[at].is_container() || (*tree_)[at].count == 0) {
            kinds_[at] = static_cast<std::uint16_t>(kind);
        }
    }
}

void MatchWork::begin(const json::Tree& tree, forms::Record& record) {
    tree_ = &tree;
    record_ = &record;
    record.clear(*form_);
    consumed_.assign(tree.size(), 0);
    kinds_.assign(tree.size(), no_kind);
    claimed_.resize(tree.size());
    trail_.clear();
    expected_.clear();
    derived_.clear();
    references_.clear();
    notes_.clear();
    reads_ = 0;
    known_.begin(tree.size());
    fits_.assign(plan_->entries().size(), {json::no_node, false});
    roles_.resize(plan_->entries().size());
    for (auto& roles : roles_) {
        roles.clear();
    }
    index_.build(tree);
    composition_ = json::no_node;
    current_entry_ = resources::no_entry;
}

diag::Result<void> MatchWork::run(const json::Tree& tree, forms::Record& record, diag::Report& loss) {
    begin(tree, record);
    if (!find_composition(composition_)) {
        return diag::fail(Message::no_composition_of_form, {.path = "Bundle.entry"},
                          {std::string(form_->text(form_->about().title)),
                           std::string(plan_->text(plan_->head().composition_types))});
    }
    order_resources(composition_);
    find_candidates();
    current_entry_ = bundle_entry_of(composition_);
    match_fields(plan_->nodes()[plan_->head().composition_node], composition_, record.root());
    for (const std::uint16_t entry : plan_->match_order()) {
        match_entry(entry);
    }
    record.prune();
    fill_.prepare(record, loss);
    forget_pruned();
    compare_all(composition_);
    list_loss(loss);
    return {};
}

std::vector<Counterpart> MatchWork::counterparts() {
    fill_.make_urls();
    std::vector<Counterpart> out;
    for (const auto& [resource, known] : known_.all()) {
        const MatchedBy& taken = known.taken;
        if (taken.row != nullptr && fill_.is_live(taken.entry, *taken.row)) {
            out.push_back({.resource = resource,
                           .entry = known.bundle_entry,
                           .url = "urn:uuid:" + std::string(fill_.url_of(taken.entry, *taken.row))});
        }
    }
    return out;
}

Matcher::Matcher(const Plan& plan) : work_(std::make_unique<MatchWork>(plan)) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

diag::Result<void> Matcher::run(const json::Tree& tree, forms::Record& record, diag::Report& loss) {
    return work_->run(tree, record, loss);
}
const resources::BundleIndex& Matcher::index() const { return work_->index(); }
std::vector<Counterpart> Matcher::counterparts() { return work_->counterparts(); }

} // namespace renkei::mapping
