#include "gateway/network/mhd/metadata/document_view.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::mhd {
namespace {

// Copies a resource with another id, meta and references.
class Rewriting {
public:
    // `source`: what names the document; empty: nothing does
    Rewriting(const DocumentView& view, std::uint32_t from, std::string source, std::string& out)
        : view_(view),
          tree_(view.tree()),
          from_(from),
          source_(std::move(source)),
          writer_(out) {}

    void resource(NodeId node, const std::string& id) {
        writer_.start_object().member("resourceType", text_at(tree_, node, "resourceType")).member("id", id);
        meta(tree_.child(node, "meta"));
        for (const NodeId child : tree_.children(node)) {
            const std::string_view key = tree_.key(child);
            if (key != "resourceType" && key != "id" && key != "meta") {
                writer_.key(key);
                value(child);
            }
        }
        writer_.end_object();
    }

    // Entries keep what they hold: a document is read whole. `is_compact`: its bytes are copied as they are.
    void bundle(NodeId node, const std::string& id, bool is_compact) {
        from_ = resources::no_entry;
        keeps_references_ = true;
        keeps_bytes_ = is_compact;
        resource(node, id);
    }

private:
    void meta(NodeId kept) {
        const store::Version& version = view_.version();
        writer_.key("meta")
            .start_object()
            .member("versionId", std::to_string(version.number))
            .member("lastUpdated", time::instant(version.created));
        if (!source_.empty()) {
            writer_.member("source", source_);
        }
        if (kept != json::no_node && tree_[kept].is_object()) {
            for (const NodeId child : tree_.children(kept)) {
                const std::string_view key = tree_.key(child);
                const bool is_own = key == "source" && !source_.empty();
                if (key != "versionId" && key != "lastUpdated" && !is_own) {
                    writer_.key(key).node(tree_, child);
                }
            }
        }
        writer_.end_object();
    }

    void value(NodeId node) {
        if (keeps_bytes_) {
            writer_.raw(tree_.raw(node));
        } else if (keeps_references_) {
            writer_.node(tree_, node);
        } else {
            copy_value(writer_, tree_, node,
                       [this](std::string_view to) { return view_.relative(to, from_); });
        }
    }

    const DocumentView& view_;
    const Tree& tree_;
    std::uint32_t from_;
    std::string source_;
    json::Writer writer_;
    bool keeps_references_ = false;
    bool keeps_bytes_ = false;
};

} // namespace

bool is_reference(const Tree& tree, NodeId node) {
    return tree[node].is_string() && tree.has_key(node) && tree.key(node) == "reference";
}

void copy_value(json::Writer& writer, const Tree& tree, NodeId node,
                const std::function<std::string(std::string_view)>& other) {
    if (is_reference(tree, node)) {
        writer.string(other(tree.text(node)));
        return;
    }
    if (!tree[node].is_container()) {
        writer.node(tree, node);
        return;
    }
    const bool is_object = tree[node].is_object();
    is_object ? writer.start_object() : writer.start_array();
    for (const NodeId child : tree.children(node)) {
        if (is_object) {
            writer.key(tree.key(child));
        }
        copy_value(writer, tree, child, other);
    }
    is_object ? writer.end_object() : writer.end_array();
}

diag::Result<std::unique_ptr<DocumentView>> DocumentView::open(store::Version version, std::string fhir,
                                                               std::string original) {
    // the constructor is not for others
    std::unique_ptr<DocumentView> out(
        new DocumentView(std::move(version), std::move(fhir), std::move(original)));
    if (!out->fhir_.empty()) {
        TRY_VOID(json::Parser().parse(out->fhir_, out->tree_));
        out->index_.build(out->tree_);
        out->find_subject();
    }
    return out;
}

std::string DocumentView::sha1() const {
    return !version_.sha1.empty() ? version_.sha1
                                  : documents::sha1_base64(original_.empty() ? fhir_ : original_);
}

void DocumentView::find_subject() {
    if (count() == 0) {
        return;
    }
    const auto target = find(text_at(tree_, composition(), "subject.reference"), 0);
    if (target && !target->contained) {
        subject_ = target->entry;
        return;
    }
    const auto is_patient = [](const auto& entry) { return entry.type == "Patient"; };
    const auto entries = index_.entries();
    if (composition() == json::no_node && std::ranges::count_if(entries, is_patient) == 1) { // results alone
        subject_ = static_cast<std::size_t>(std::ranges::find_if(entries, is_patient) - entries.begin());
    }
}

std::string DocumentView::relative(std::string_view reference, std::uint32_t from) const {
    const auto target = reference.starts_with('#') ? std::nullopt : find(reference, from);
    if (!target || target->contained) {
        return std::string(reference);
    }
    return fmt::format("{}/{}", type(target->entry), logical_id(version_.document, target->entry));
}

void DocumentView::write(std::size_t number, std::string_view base, std::string& out) const {
    std::string source = fmt::format("{}/{}/{}", base, type(0), logical_id(version_.document, 0));
    Rewriting(*this, static_cast<std::uint32_t>(number), std::move(source), out)
        .resource(resource(number), logical_id(version_.document, number));
}

void DocumentView::write_bundle(std::string& out) const {
    assert(count() != 0);
    const bool is_ours = !original_.empty(); // written by this program, so without spaces
    Rewriting(*this, resources::no_entry, {}, out).bundle(Tree::root, logical_id(version_.document), is_ours);
}

} // namespace renkei::mhd
