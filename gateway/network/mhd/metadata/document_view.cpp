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
struct Rewriting {
    // `source`: what names the document; empty: nothing does
    const DocumentView& view;
    std::uint32_t from;
    std::string source;
    json::Writer writer;
    const Tree& tree = view.tree();
    bool keeps_references = false;
    bool keeps_bytes = false;

    void resource(NodeId node, const std::string& id) {
        writer.start_object().member("resourceType", text_at(tree, node, "resourceType")).member("id", id);
        meta(tree.child(node, "meta"));
        for (const NodeId child : tree.children(node)) {
            const std::string_view key = tree.key(child);
            if (key != "resourceType" && key != "id" && key != "meta") {
                writer.key(key);
                value(child);
            }
        }
        writer.end_object();
    }

    // Entries keep what they hold: a document is read whole. `is_compact`: its bytes are copied as they are.
    void bundle(NodeId node, const std::string& id, bool is_compact) {
        from = resources::no_entry;
        keeps_references = true;
        keeps_bytes = is_compact;
        resource(node, id);
    }

    void meta(NodeId kept) {
        const store::Version& version = view.version();
        writer.key("meta")
            .start_object()
            .member("versionId", std::to_string(version.number))
            .member("lastUpdated", time::instant(version.created));
        if (!source.empty()) {
            writer.member("source", source);
        }
        if (kept != json::no_node && tree[kept].is_object()) {
            for (const NodeId child : tree.children(kept)) {
                const std::string_view key = tree.key(child);
                const bool is_own = key == "source" && !source.empty();
                if (key != "versionId" && key != "lastUpdated" && !is_own) {
                    writer.key(key).node(tree, child);
                }
            }
        }
        writer.end_object();
    }

    void value(NodeId node) {
        if (keeps_bytes) {
            writer.raw(tree.raw(node));
        } else if (keeps_references) {
            writer.node(tree, node);
        } else {
            copy_value(writer, tree, node, [this](std::string_view to) { return view.relative(to, from); });
        }
    }
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
    Rewriting{*this, static_cast<std::uint32_t>(number), std::move(source), json::Writer(out)}.resource(
        resource(number), logical_id(version_.document, number));
}

void DocumentView::write_bundle(std::string& out) const {
    assert(count() != 0);
    const bool is_ours = !original_.empty(); // written by this program, so without spaces
    Rewriting{*this, resources::no_entry, {}, json::Writer(out)}.bundle(
        Tree::root, logical_id(version_.document), is_ours);
}

} // namespace renkei::mhd
